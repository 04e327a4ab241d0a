import type { Joined } from '../../api/join';

/** What to type into each device, as a text to keep. */
export function formsText(devices: { name: string; joined: Joined | null }[]): string {
  return devices
    .flatMap(({ name, joined }) => {
      if (!joined?.form) return [];
      const lines = joined.form.lines.map(({ label, value }) => `  ${label}: ${value}`);
      return [[`${name} (${joined.device})`, `  ${joined.form.title}`, ...lines, `  try: ${joined.form.try}`].join('\n')];
    })
    .join('\n\n');
}
