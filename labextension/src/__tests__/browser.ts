/** What jsdom lacks and JupyterLab's packages read when they are imported. */

class DragEventStandIn extends MouseEvent {
  readonly dataTransfer: DataTransfer | null = null;
}

if (!('DragEvent' in globalThis)) {
  Object.defineProperty(globalThis, 'DragEvent', { value: DragEventStandIn });
}

if (typeof window.matchMedia !== 'function') {
  const never = { matches: false, addEventListener: () => undefined, addListener: () => undefined };
  Object.defineProperty(window, 'matchMedia', { value: () => never });
}
