import { Drive, type Contents } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';

/** Files that live in this page only: what is tried here leaves nothing behind. */
export class ScratchDrive implements Contents.IDrive {
  readonly name = 'linkr-trial';
  readonly serverSettings = new Drive().serverSettings;

  get fileChanged(): ISignal<this, Contents.IChangedArgs> {
    return this._fileChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /** Put a notebook here. */
  put(path: string, content: unknown): void {
    this.files.set(path, this.describe(path, content));
  }

  get(path: string, options?: Contents.IFetchOptions): Promise<Contents.IModel> {
    const file = this.files.get(path);
    if (!file) {
      return Promise.reject(new Error(`${this.name}:${path} is no longer there`));
    }
    return Promise.resolve(options?.content === false ? { ...file, content: null } : { ...file });
  }

  save(path: string, options: Partial<Contents.IModel> = {}): Promise<Contents.IModel> {
    const file = this.describe(path, options.content ?? this.files.get(path)?.content);
    this.files.set(path, file);
    return Promise.resolve({ ...file, content: null });
  }

  delete(path: string): Promise<void> {
    this.files.delete(path);
    return Promise.resolve();
  }

  listCheckpoints(): Promise<Contents.ICheckpointModel[]> {
    return Promise.resolve([]);
  }

  createCheckpoint(): Promise<Contents.ICheckpointModel> {
    return Promise.resolve({ id: 'none', last_modified: new Date().toISOString() });
  }

  restoreCheckpoint(): Promise<void> {
    return Promise.resolve();
  }

  deleteCheckpoint(): Promise<void> {
    return Promise.resolve();
  }

  getDownloadUrl(): Promise<string> {
    return this.refuse();
  }

  newUntitled(): Promise<Contents.IModel> {
    return this.refuse();
  }

  rename(): Promise<Contents.IModel> {
    return this.refuse();
  }

  copy(): Promise<Contents.IModel> {
    return this.refuse();
  }

  private refuse(): Promise<never> {
    return Promise.reject(new Error(`${this.name} holds trials only`));
  }

  private describe(path: string, content: unknown): Contents.IModel {
    const now = new Date().toISOString();
    return {
      name: path.slice(path.lastIndexOf('/') + 1),
      path,
      type: 'notebook',
      format: 'json',
      mimetype: 'application/x-ipynb+json',
      writable: true,
      created: now,
      last_modified: now,
      content,
    };
  }

  private readonly files = new Map<string, Contents.IModel>();
  private readonly _fileChanged = new Signal<this, Contents.IChangedArgs>(this);
  private _isDisposed = false;
}
