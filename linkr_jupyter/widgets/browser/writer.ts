/** Writing the cell: ask the kernel for it, hand it to the notebook, tell the kernel what happened. */

import type { Texts } from './field.js';
import type { Host, Written } from './host.js';
import { NoAnswerError, type Answer, type Link, type Message } from './link.js';
import type { Settings } from './settings.js';

export type Mode = 'auto' | 'form' | 'insert';

const PATIENCE = 600_000;

export class Writer {
  private writing = false;
  private waiting = false;
  /** True while the kernel computes the preview, which keeps it from answering. */
  running = false;

  constructor(
    private readonly link: Link,
    private readonly host: Host,
    private readonly settings: Settings,
    private readonly texts: Texts,
    private readonly say: (text: string) => void,
  ) {}

  async write(run: boolean, mode: Mode = 'auto'): Promise<void> {
    if (this.writing) {
      return;
    }
    this.writing = true;
    this.settings.flush();
    this.say(this.host.present ? (this.texts['writing'] ?? '') : '');
    try {
      await this.place((await this.patiently({ type: 'write', run, mode })).message);
    } catch (error) {
      this.failed(error);
    } finally {
      this.writing = false;
    }
  }

  async restore(): Promise<void> {
    try {
      const { message } = await this.patiently({ type: 'restore' });
      const { source, metadata, seen } = message;
      const done = this.host.restore({ source, metadata, seen });
      const written = done && (await settled(done));
      if (written?.status === 'written') {
        this.link.send({ type: 'restored' });
      } else {
        this.say(this.texts['not_written'] ?? '');
      }
    } catch (error) {
      this.failed(error);
    }
  }

  /** Waits longer when the kernel is only busy; gives up when it is gone. */
  async patiently(message: Message): Promise<Answer> {
    const answer = this.link.ask(message, PATIENCE);
    const timer = setTimeout(() => {
      this.waiting = true;
      this.say(this.texts[this.running || this.host.kernel === 'busy' ? 'busy' : 'gone'] ?? '');
    }, 5000);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      if (this.waiting) {
        this.waiting = false;
        this.say('');
      }
    }
  }

  kernelChanged(): void {
    if (this.host.kernel === 'restarting' || this.host.kernel === 'dead') {
      this.say(this.texts['gone'] ?? '');
    }
  }

  private async place(answer: Message): Promise<void> {
    if (answer['outcome'] === 'invalid') {
      this.say(this.texts['fix_first'] ?? '');
      this.settings.focusProblem();
      return;
    }
    if (answer['outcome'] !== 'ready') {
      this.say('');
      return;
    }
    const { request, source, seen, metadata, run } = answer;
    const done = this.host.write({ request, source, seen, metadata, run, mode: answer['place'] });
    if (!done) {
      this.link.send({ type: 'nohost', request });
      this.say('');
      return;
    }
    const written = await settled(done);
    this.link.send({
      type: 'written',
      request,
      run,
      status: written.status,
      message: written.message ?? null,
    });
  }

  private failed(error: unknown): void {
    this.say(this.texts[error instanceof NoAnswerError ? 'gone' : 'not_written'] ?? '');
    if (!(error instanceof NoAnswerError)) {
      console.error('LinkR: the cell was not written', error);
    }
  }
}

/** The host's answer; a host that never answers has failed. */
async function settled(done: Promise<Written>): Promise<Written> {
  const late = new Promise<Written>((resolve) => {
    setTimeout(() => {
      resolve({ status: 'failed' });
    }, 30_000);
  });
  return Promise.race([done, late]);
}
