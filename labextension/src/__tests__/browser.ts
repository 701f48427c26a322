/** What jsdom lacks and Lumino's drag and drop reads when it is imported. */

class DragEventStandIn extends MouseEvent {
  readonly dataTransfer: DataTransfer | null = null;
}

if (!('DragEvent' in globalThis)) {
  Object.defineProperty(globalThis, 'DragEvent', { value: DragEventStandIn });
}
