/** Tells the kernel when the result of a cell can be seen, so that closed tabs cost nothing. */

import type { RenderProps } from '@anywidget/types';
import { h } from './dom.js';

const AT_ONCE = 300; // milliseconds in which a result comes without a word
const HIDDEN =
  'position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);';

export default {
  render({ model, el, signal }: RenderProps): void {
    const page = Math.random().toString(36).slice(2, 12);
    let told: boolean | null = null;
    el.classList.add('linkrw-Visibility');
    el.style.cssText = 'min-height: 1px; width: 100%; min-width: 1px;';
    const texts = model.get('texts') as Record<string, string>;
    const status = h('div', { role: 'status' });
    let soon: ReturnType<typeof setTimeout> | undefined;
    el.append(status);

    const tell = (visible: boolean): void => {
      if (visible !== told) {
        told = visible;
        model.send({ type: 'visible', page, visible });
        waited();
      }
    };
    const look = (): void => {
      // Scrolled out of sight still counts: only a hidden tab waits.
      tell(el.isConnected && el.getClientRects().length > 0 && el.checkVisibility());
    };
    const say = (): void => {
      const waiting = model.get('waiting') as boolean;
      if (waiting) {
        status.style.cssText = 'padding: 8px 0;';
        status.textContent = texts['waiting'] ?? '';
      } else if (status.textContent) {
        status.style.cssText = HIDDEN;
        status.textContent = texts['ready'] ?? '';
      }
    };
    const busy = (): void => {
      const working = (model.get('busy') as boolean) || (model.get('waiting') as boolean);
      el.parentElement?.setAttribute('aria-busy', String(working));
    };
    const waited = (): void => {
      busy();
      clearTimeout(soon);
      if (!model.get('waiting')) {
        say();
      } else if (told) {
        soon = setTimeout(say, AT_ONCE);
      }
    };
    const shown = new IntersectionObserver(look, { rootMargin: '100000px' });
    const resized = new ResizeObserver(look);
    shown.observe(el);
    resized.observe(el);
    model.on('change:busy', busy);
    model.on('change:waiting', waited);
    signal.addEventListener('abort', () => {
      shown.disconnect();
      resized.disconnect();
      model.off('change:busy', busy);
      model.off('change:waiting', waited);
      clearTimeout(soon);
      try {
        tell(false);
      } catch {
        // The kernel is gone, and with it whoever wanted to know.
      }
    });
  },
};
