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
      // React has taken the place out of the page already, and Lumino refuses to detach a widget
      // that is not in the page: it is told by messages instead.
      MessageLoop.sendMessage(renderer, Widget.Msg.BeforeDetach);
      renderer.node.remove();
      MessageLoop.sendMessage(renderer, Widget.Msg.AfterDetach);
      renderer.dispose();
    };
  }, [text, rendermime]);
  return <div className="linkr-Markdown" ref={host} />;
}
