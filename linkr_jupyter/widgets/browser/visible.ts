/** Tells the kernel when the result of a cell can be seen, so that closed tabs cost nothing. */

import type { RenderProps } from '@anywidget/types';

export default {
  render({ model, el, signal }: RenderProps): void {
    const page = Math.random().toString(36).slice(2, 12);
    let told: boolean | null = null;
    el.classList.add('linkrw-Visibility');
    el.style.cssText = 'height: 1px; width: 100%; min-width: 1px;';

    const tell = (visible: boolean): void => {
      if (visible !== told) {
        told = visible;
        model.send({ type: 'visible', page, visible });
      }
    };
    const look = (): void => {
      // Scrolled out of sight still counts: only a hidden tab waits.
      tell(el.isConnected && el.getClientRects().length > 0 && el.checkVisibility());
    };
    const busy = (): void => {
      el.parentElement?.setAttribute('aria-busy', String(model.get('busy')));
    };
    const shown = new IntersectionObserver(look, { rootMargin: '100000px' });
    const resized = new ResizeObserver(look);
    shown.observe(el);
    resized.observe(el);
    model.on('change:busy', busy);
    signal.addEventListener('abort', () => {
      shown.disconnect();
      resized.disconnect();
      model.off('change:busy', busy);
      try {
        tell(false);
      } catch {
        // The kernel is gone, and with it whoever wanted to know.
      }
    });
  },
};
