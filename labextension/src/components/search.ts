const MARKS = /\p{M}/gu;

function plain(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase();
}

/** Whether every word of a search occurs in one of the texts; case and accents do not count. */
export function matches(search: string, ...texts: string[]): boolean {
  const hay = plain(texts.join(' '));
  return plain(search)
    .split(/\s+/)
    .every((word) => hay.includes(word));
}
