/** Which page an address shows. Plain paths, so that every page has an address to send to somebody. */
export type Page =
  | { name: 'network'; network: string | null }
  | { name: 'orders'; network: string }
  | { name: 'order'; network: string; order: string }
  | { name: 'machines'; network: string }
  | { name: 'tasks'; network: string }
  | { name: 'task'; network: string; task: string }
  | { name: 'device'; device: string }
  | { name: 'owner'; account: string | null }
  | { name: 'epoch'; epoch: string }
  | { name: 'epochs' }
  | { name: 'economy' }
  | { name: 'govern' }
  | { name: 'join' }
  | { name: 'missing'; path: string };

/** The page at a path. The node serves the same document at all of these: see PageRoutes. */
function pageAt(path: string): Page {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second, ...rest] = parts;
  const argument = second === undefined ? null : decode(second);
  if (first === 'networks' && argument !== null && rest.length > 0) return pageOfKind(argument, rest, path);
  if (rest.length > 0) return { name: 'missing', path };
  switch (first) {
    case undefined:
      return { name: 'network', network: null };
    case 'networks':
      return argument === null ? { name: 'network', network: null } : { name: 'network', network: argument };
    case 'devices':
      return argument === null ? { name: 'missing', path } : { name: 'device', device: argument };
    case 'owners':
      return { name: 'owner', account: argument };
    case 'epochs':
      return argument === null ? { name: 'epochs' } : { name: 'epoch', epoch: argument };
    case 'economy':
    case 'govern':
    case 'join':
      return argument === null ? { name: first } : { name: 'missing', path };
    default:
      return { name: 'missing', path };
  }
}

/** What markets of computing, and networks that train models, have besides the page of each network. */
function pageOfKind(network: string, [what, which, ...rest]: string[], path: string): Page {
  if (what === 'orders' && rest.length === 0) {
    return which === undefined ? { name: 'orders', network } : { name: 'order', network, order: decode(which) };
  }
  if (what === 'tasks' && rest.length === 0) {
    return which === undefined ? { name: 'tasks', network } : { name: 'task', network, task: decode(which) };
  }
  return what === 'machines' && which === undefined ? { name: 'machines', network } : { name: 'missing', path };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

class Router {
  path = $state(location.pathname);
  search = $state(location.search);
  page = $derived(pageAt(this.path));

  constructor() {
    addEventListener('popstate', () => this.#read());
    addEventListener('click', (event) => this.#follow(event));
  }

  /** Goes to an address of this site. */
  go(address: string) {
    history.pushState(null, '', address);
    this.#read();
    scrollTo(0, 0);
  }

  #read() {
    this.path = location.pathname;
    this.search = location.search;
  }

  #follow(event: MouseEvent) {
    const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || pageAt(link.pathname).name === 'missing') return;
    if (link.pathname === location.pathname && link.hash !== '') return;
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
  }
}

export const router = new Router();

export const href = {
  network: (name: string) => `/networks/${encodeURIComponent(name)}`,
  orders: (network: string, filter: Record<string, string> = {}) => {
    const search = new URLSearchParams(filter).toString();
    return `/networks/${encodeURIComponent(network)}/orders${search ? `?${search}` : ''}`;
  },
  order: (network: string, order: string) => `/networks/${encodeURIComponent(network)}/orders/${order}`,
  machines: (network: string) => `/networks/${encodeURIComponent(network)}/machines`,
  tasks: (network: string) => `/networks/${encodeURIComponent(network)}/tasks`,
  task: (network: string, task: string) => `/networks/${encodeURIComponent(network)}/tasks/${task}`,
  device: (did: string) => `/devices/${did}`,
  owner: (account: string) => `/owners/${account}`,
  epoch: (epoch: number | string) => `/epochs/${epoch}`,
};
