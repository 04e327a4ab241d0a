import type { DeviceForm, Joined } from '../../api/join';
import { sentence } from '../../ui/format';

/** Said where secrets are shown: nobody can tell them again, and what to do then. */
export const ONCE =
  'The secret is shown only now: the node keeps nothing but its hash. Whoever loses it enrols the device again, under another name, and gets a new one.';

/** What else to know of a form, by the host under which the page was reached. */
export function notesOf(form: DeviceForm, host: string): string[] {
  const notes = form.notes.map(sentence);
  // Who looks from the node's own machine may have a node that no device reaches.
  if (/^(localhost|127\.|\[?::1)/.test(host)) {
    notes.push('You reach this node on its own machine. For a device to reach it, it must run with --host 0.0.0.0.');
  }
  return notes;
}

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
