/** Lets the thread that waits for nothing else go before the others of its process, where they want the same processor. */
import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** Of Linux's 40: a thread five steps lower gets a third of what the other gets. Those that seal and compile need a third. */
const STEPS = 5;
const LOWEST = 19;

/** The threads of this process; none where a thread has no priority of its own, or does not tell. */
export function threadsNow(): readonly number[] {
  if (process.platform !== 'linux') return [];
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [];
  }
}

/** How many of these threads give way from now on: where that is forbidden, a scan takes a little longer. */
export function giveWay(threads: readonly number[]): number {
  return threads.filter(isLowered).length;
}

function isLowered(thread: number): boolean {
  try {
    setPriority(thread, Math.min(getPriority(thread) + STEPS, LOWEST));
    return true;
  } catch {
    return false;
  }
}
