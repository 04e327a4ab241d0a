/** The time, told anew every second while somebody looks at it. */
export class Clock {
  now = $state(Date.now());

  constructor() {
    $effect(() => {
      const timer = setInterval(() => (this.now = Date.now()), 1_000);
      return () => clearInterval(timer);
    });
  }
}
