import type { MapCell } from '../api/network';

/** What cells can be coloured by. */
export type MeasureName = 'coverage' | 'need' | 'quality';

export interface Measure {
  name: MeasureName;
  title: string;
  /** What the colours say, in a sentence. */
  says: string;
  /** From the lowest to the highest class. */
  labels: string[];
  /** The class of a cell; −1 where there is nothing to say. */
  classOf: (cell: MapCell) => number;
}

function share(ppm: number): number {
  return Math.min(4, Math.max(0, Math.floor(ppm / 200_000)));
}
const shares = ['0–20 %', '20–40 %', '40–60 %', '60–80 %', '80–100 %'];

export const measures: Measure[] = [
  {
    name: 'coverage',
    title: 'Coverage',
    says: 'How many devices worked in the last epoch.',
    labels: ['none', '1', '2', '3–4', '5 and more'],
    classOf: ({ working }) => (working >= 5 ? 4 : working >= 3 ? 3 : working),
  },
  {
    name: 'need',
    title: 'Need',
    says: 'How much of what the network wants is still missing: a new device earns most where need is high.',
    labels: shares,
    classOf: ({ needPpm }) => (needPpm === null ? -1 : share(needPpm)),
  },
  {
    name: 'quality',
    title: 'Quality',
    says: 'How much of a full reward the devices of a cell earned on average in the last epoch.',
    labels: shares,
    classOf: ({ devices, weightPpm }) => (devices === 0 || weightPpm < 0 ? -1 : share(weightPpm)),
  },
];

export function measure(name: MeasureName): Measure {
  return measures.find((candidate) => candidate.name === name)!;
}

export type DeviceClass = (typeof deviceClasses)[number]['name'];

/** How a device did: full weight, part of it, nothing, or no reward line yet. */
export function deviceClass(weightPpm: number): DeviceClass {
  if (weightPpm < 0) return 'new';
  if (weightPpm === 0) return 'none';
  return weightPpm >= 900_000 ? 'full' : 'part';
}

export const deviceClasses = [
  { name: 'full', text: 'full reward (90 % and more)' },
  { name: 'part', text: 'part of it' },
  { name: 'none', text: 'nothing' },
  { name: 'new', text: 'no epoch yet' },
] as const;
