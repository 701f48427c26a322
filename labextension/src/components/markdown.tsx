import { MimeModel, type IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { useEffect, useRef, type ReactElement } from 'react';

/** Markdown drawn by JupyterLab, as untrusted text: scripts and unsafe markup are removed. */
export function Markdown(props: { text: string; rendermime: IRenderMimeRegistry }): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const { text, rendermime } = props;
  useEffect(() => {
    const renderer = rendermime.createRenderer('text/markdown');
    const model = new MimeModel({ data: { 'text/markdown': text }, trusted: false });
    void renderer.renderModel(model);
    const node = host.current;
    if (node) {
      MessageLoop.sendMessage(renderer, Widget.Msg.BeforeAttach);
      node.append(renderer.node);
      MessageLoop.sendMessage(renderer, Widget.Msg.AfterAttach);
    }
    return () => {
      renderer.node.remove();
      renderer.dispose();
    };
  }, [text, rendermime]);
  return <div className="linkr-Markdown" ref={host} />;
}
