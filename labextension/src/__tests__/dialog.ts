import { act } from 'react';

/** What jsdom lacks to show our dialogs: `<dialog>` that opens, and a moment without work. */

HTMLDialogElement.prototype.showModal = function show(): void {
  this.open = true;
};
HTMLDialogElement.prototype.close = function shut(): void {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};
window.requestIdleCallback = (call) => window.setTimeout(call);

/** Wait until a dialog that is not part of the drawn component is there. */
export async function dialogDrawn(): Promise<HTMLDialogElement> {
  for (let wait = 0; wait < 50; wait++) {
    await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
    const found = document.querySelector('dialog');
    if (found?.querySelector('.linkr-Dialog-body *')) {
      return found;
    }
  }
  throw new Error('no dialog');
}
