/** A date and time as people read it ("21 Nov 2026, 14:05"); the text itself when it is none. */
export function readableDate(iso: string, locale: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) {
    return iso;
  }
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** JupyterLab writes `fr_FR` where browsers want `fr-FR`. */
export function browserLocale(languageCode: string): string {
  const tag = languageCode.replace('_', '-');
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
