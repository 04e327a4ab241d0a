import type { DataSource, Earned, Judge, Model, Opinions, Round, Sale, Task, TaskPhase, WholeTask } from '../api/learning';
import { lasting } from '../market/words';
import { count, nanoTokens } from '../ui/format';
import type { Line } from '../ui/lines';
import type { Source } from './briefing';

/** How a task of training, its rounds and its figures are said. */

type Mark = 'good' | 'warn' | 'bad' | 'none';

const NANO = 1e9;
const PPM = 1_000_000;
const LOSS_DIGITS = 4;
const TINY_LOSS = 0.01;
const TINY_DIGITS = 2;

const phases: Record<TaskPhase, { word: string; mark: Mark }> = {
  sealing: { word: 'participants train', mark: 'good' },
  opening: { word: 'updates are opened', mark: 'good' },
  examining: { word: 'the round is examined', mark: 'warn' },
  judging: { word: 'judges measure', mark: 'good' },
  revealing: { word: 'opinions are revealed', mark: 'warn' },
  over: { word: 'over', mark: 'none' },
};

/** How far a task has come, in a few words. */
export function phase(task: Task): { word: string; mark: Mark } {
  return task.phase === 'over' ? { word: 'over', mark: endedWell(task.reason) } : phases[task.phase];
}

/** Whether a task that is over so came to what it was set for. */
function endedWell(reason: string | undefined): Mark {
  if (reason === 'done') return 'good';
  return reason === undefined || reason === 'closed_by_client' ? 'none' : 'bad';
}

/** Which round is under way, counted from 1, or how many there were. */
export function progress({ phase: its, round, rounds }: Task): string {
  return its === 'over' ? `${round} of ${rounds} done` : `${Math.min(round + 1, rounds)} of ${rounds}`;
}

/** What a running task waits for, and what becomes of it if that does not come. */
export function waits(task: WholeTask): string {
  const { phase: its, pace, sinceEpoch: since = task.epoch } = task;
  const there = task.present ?? [];
  const lastToOpen = since + pace.openEpochs - 1;
  switch (its) {
    case 'sealing': {
      const until = since + pace.sealEpochs - 1;
      const sealed = `${updates(there.length)} sealed`;
      if (task.epoch <= until) return `It waits for updates, until the end of epoch ${until}: ${sealed}, at least ${pace.leastParticipants} needed.`;
      const seats = (task.opinions?.leastJudges ?? 0) - (task.judges?.length ?? 0);
      if (seats > 0) return `It waits for ${seats} more ${seats === 1 ? 'judge' : 'judges'}: ${sealed}. Without them it ends with epoch ${until + pace.patienceEpochs}.`;
      const lacking = pace.leastParticipants - there.length;
      if (lacking <= 0) return `It waits for the seal of epoch ${task.epoch}; then updates are opened: ${sealed}.`;
      return `It waits for ${lacking} more ${lacking === 1 ? 'participant' : 'participants'}: ${sealed}. Without them it ends with epoch ${until + pace.patienceEpochs}.`;
    }
    case 'opening': {
      const opened = there.filter((one) => one.opened).length;
      return `It waits for participants to open what they sealed: ${opened} of ${there.length} did. Who has not by the end of epoch ${lastToOpen} is not in this round.`;
    }
    case 'examining':
      return `It waits for the client to show the examples of this round. If it has not by the end of epoch ${lastToOpen}, it pays all who opened an update alike, and the task ends.`;
    case 'judging':
    case 'revealing':
      return judgesWords(task, its === 'judging' ? (task.opinions?.judgeEpochs ?? 0) : pace.openEpochs, since);
    case 'over':
      return 'It waits for nothing more.';
  }
}

/** What a round waits for that judges examine. */
function judgesWords(task: WholeTask, usually: number, since: number): string {
  const permitted = (task.judges ?? []).filter(({ says }) => says !== undefined && says !== 'no_permit');
  const spoke = permitted.filter(({ says }) => (task.phase === 'judging' ? says === 'sealed' : says === 'revealed'));
  const what = task.phase === 'judging' ? 'measure the updates and seal their opinions' : 'reveal what they sealed';
  return `It waits for judges to ${what}: ${spoke.length} of ${permitted.length} did. If fewer than ${task.opinions?.leastJudges ?? 0}, or those with no more than half of the stake, have by the end of epoch ${since + usually + task.pace.patienceEpochs - 1}, the task ends and this round pays nobody.`;
}

/** What a judge has said of the round that is judged now. */
export function saysWords(says: Judge['says']): string {
  const words = { no_permit: 'has no permit', nothing: 'nothing yet', sealed: 'sealed its opinion', revealed: 'revealed its opinion' };
  return says === undefined ? '–' : words[says];
}

/** By which rules judges are paid and counted. */
export function opinionsWords({ rule, judges, leastStakeNano, permits, kappa }: Opinions): string {
  const name = rule === 'yuma3' ? 'Yuma 3' : 'classic Yuma';
  return `${name} consensus of at most ${permits} judges, those with the highest stakes, each at least ${nanoTokens(leastStakeNano)} tokens; ${partWords(Number(kappa.toFixed(2)))} of the stake that speaks makes a majority; ${partWords(judges)} of a round's reward is the judges'`;
}

function updates(many: number): string {
  return `${many} ${many === 1 ? 'update is' : 'updates are'}`;
}

/** What shape a model has. */
export function modelWords(model: Model): string {
  const ends = `${count(model.inputs)} ${model.inputs === 1 ? 'input' : 'inputs'}, ${count(model.outputs)} ${model.outputs === 1 ? 'output' : 'outputs'}`;
  const hidden = [model.hidden ?? []].flat();
  switch (model.kind) {
    case 'linear':
      return `linear model: ${ends}`;
    case 'mlp':
      return `neural network (MLP): ${ends}, hidden layers of ${hidden.map(count).join(', ')} (${model.activation})`;
    case 'gru':
      return `recurrent network (GRU): ${count(model.steps)} steps of ${count(model.features)}, ${hidden.map(count).join(', ')} units, ${count(model.outputs)} ${model.outputs === 1 ? 'output' : 'outputs'}`;
  }
}

/** What a model learns to say. */
export function sourceWords(source: Source): string {
  if (source.kind === 'classes') return `Tells which of ${source.classes.length} classes ${count(source.columns)} numbers are of: ${source.classes.join(', ')}.`;
  const step = source.stepMillis / 1000;
  return `Forecasts ${source.quantity} ${lasting(source.horizon * step)} ahead, from ${source.window} values that lie ${lasting(step)} apart.`;
}

/** How a round's updates become one. */
export function combiningWords({ rule, share, clips }: WholeTask['combining']): string {
  const part = partWords(share);
  const words: Record<string, string> = {
    mean: 'by their mean',
    median: 'by the median of each parameter',
    'trimmed-mean': `by their mean, without the ${part} farthest off at either end`,
    'multi-krum': `by the mean of those that are close to each other (Multi-Krum, taking ${part} for hostile)`,
  };
  return `${words[rule] ?? rule}${clips ? '; long ones are shortened' : ''}`;
}

/** A part of a whole, with no more decimals than it has. */
function partWords(part: number): string {
  return `${Number((part * 100).toFixed(4))} %`;
}

/** What a prediction costs, and whose that is. */
export function saleWords({ priceNano, participants, devices }: Sale): string {
  const sponsor = Math.round((1 - participants - devices) * PPM) / PPM;
  const parts = [
    { part: participants, whose: 'who trained the model' },
    { part: devices, whose: 'the owners of the devices whose readings taught it' },
    { part: sponsor, whose: 'the sponsor' },
  ].filter(({ part }) => part > 0);
  return `One costs ${nanoTokens(priceNano)} tokens: ${parts.map(({ part, whose }) => `${partWords(part)} for ${whose}`).join(', ')}.`;
}

/** A loss of billionths, to as many digits as say something; a tiny one in powers of ten, as its zeros would fill a phone. */
export function loss(nano: number | undefined): string {
  if (nano === undefined) return '–';
  const its = nano / NANO;
  if (its === 0 || its >= TINY_LOSS) return String(Number(its.toPrecision(LOSS_DIGITS)));
  const [digits, power] = its.toExponential(TINY_DIGITS).split('e-');
  return `${Number(digits)}·10⁻${superscript(Number(power))}`;
}

function superscript(whole: number): string {
  return Array.from(String(whole), (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
}

/** By which part a loss changed: below zero is better. */
export function change(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined || before === 0) return '–';
  const part = (100 * (after - before)) / before;
  return `${part > 0 ? '+' : part < 0 ? '−' : ''}${Math.abs(part).toFixed(1)} %`;
}

/** The losses of rounds as lines of a chart, at the rounds' numbers. */
export function curve(history: Round[]): { rounds: number[]; lines: Line[] } {
  return {
    rounds: history.map((_, i) => i + 1),
    lines: [
      { label: 'before the round', values: history.map((one) => one.lossBeforeNano / NANO), colour: '--series-2' },
      { label: 'after it', values: history.map((one) => one.lossAfterNano / NANO), colour: '--series-1' },
    ],
  };
}

/** A row of who took part: what it earned in all, and its part of what all did. */
export interface Share extends Earned {
  ppm: number;
}

/** Who earned by a task, and by what part of it, most first; equal ones by name. */
export function shares(earned: Earned[]): Share[] {
  const sum = total(earned);
  return earned.map((one) => ({ ...one, ppm: ppm(one.nano, sum) })).toSorted(mostFirst);
}

/** A device whose readings taught a model: its part of what all participants earned. */
export interface Teacher extends DataSource {
  ppm: number;
}

/** Whose readings taught a model, each device of a network once, by what part of it, most first; equal ones by name. */
export function teachers(earned: Earned[]): Teacher[] {
  const all = new Map<string, DataSource>();
  for (const one of earned.flatMap(({ sources }) => sources)) {
    const key = `${one.network} ${one.device}`;
    const before = all.get(key) ?? { ...one, nano: 0 };
    all.set(key, {
      ...one,
      nano: before.nano + one.nano,
      firstEpoch: Math.min(before.firstEpoch, one.firstEpoch),
      lastEpoch: Math.max(before.lastEpoch, one.lastEpoch),
    });
  }
  const sum = total(earned);
  return [...all.values()].map((one) => ({ ...one, ppm: ppm(one.nano, sum) })).toSorted(mostFirst);
}

function total(earned: Earned[]): bigint {
  return earned.reduce((sum, { nano }) => sum + BigInt(nano), 0n);
}

function ppm(nano: number, sum: bigint): number {
  return sum === 0n ? 0 : Number((BigInt(nano) * BigInt(PPM)) / sum);
}

function mostFirst(one: { nano: number; device: string }, other: { nano: number; device: string }): number {
  return other.nano - one.nano || (one.device < other.device ? -1 : 1);
}

/** A number of epochs. */
export function epochs(many: number): string {
  return many === 1 ? 'one epoch' : `${count(many)} epochs`;
}
