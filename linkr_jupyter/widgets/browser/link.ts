/** The line to the kernel: messages out, answers in, and what it means when none comes. */

import type { AnyModel } from '@anywidget/types';

export type Message = Record<string, unknown>;

export interface Answer {
  message: Message;
  buffers: DataView[];
}

export class NoAnswerError extends Error {}

const REPLY_TIMEOUT = 5000;

export class Link {
  private readonly waiting = new Map<string, (answer: Answer) => void>();
  private asked = 0;
  readonly view = Math.random().toString(36).slice(2, 10);

  constructor(
    private readonly model: AnyModel,
    private readonly signal: AbortSignal,
  ) {
    const receive = (message: Message, buffers: DataView[]): void => {
      this.receive(message, buffers);
    };
    model.on('msg:custom', receive);
    signal.addEventListener('abort', () => {
      model.off('msg:custom', receive);
      this.waiting.clear();
    });
  }

  /** Sends a message that needs no answer; false when the line is dead. */
  send(message: Message): boolean {
    try {
      this.model.send(message);
      return true;
    } catch {
      return false;
    }
  }

  token(): string {
    this.asked += 1;
    return `${this.view}-${String(this.asked)}`;
  }

  /** Sends a message and waits for the answer with the same request id. */
  async ask(message: Message, timeout = REPLY_TIMEOUT): Promise<Answer> {
    const request = this.token();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(request);
        reject(new NoAnswerError());
      }, timeout);
      this.waiting.set(request, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.signal.addEventListener('abort', () => {
        clearTimeout(timer);
      });
      if (!this.send({ ...message, request })) {
        clearTimeout(timer);
        this.waiting.delete(request);
        reject(new NoAnswerError());
      }
    });
  }

  /** An answer reaches every browser of the notebook; only the one that asked takes it. */
  private receive(message: Message, buffers: DataView[]): void {
    const request = typeof message['request'] === 'string' ? message['request'] : '';
    const take = this.waiting.get(request);
    if (take) {
      this.waiting.delete(request);
      take({ message, buffers });
    }
  }
}
