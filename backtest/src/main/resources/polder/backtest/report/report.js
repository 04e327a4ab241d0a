// Fills the page from the data: one run, or two beside each other.

const runs = JSON.parse(document.getElementById('data').textContent);
const two = runs.length === 2;
const names = ['A', 'B'];
const select = id => d3.select(document.getElementById(id));
const checkNames = [...new Set(runs.flatMap(run => run.checks.map(check => check.name)))];
const colourOf = name => `k${checkNames.indexOf(name) % 8}`;
const label = name => name.replaceAll('_', ' ');
const signed = (value, text) => value === 0 ? '±0' : `${value > 0 ? '+' : '−'}${text(Math.abs(value))}`;

for (const run of runs) {
  const d = run.devices;
  run.list = d.name.map((name, i) => ({
    name, lat: d.lat[i], lon: d.lon[i], accepted: d.accepted[i], corroborated: d.corroborated[i], unverified: d.unverified[i],
    rejected: d.rejected[i], earned: d.earned[i], readings: d.accepted[i] + d.corroborated[i] + d.unverified[i] + d.rejected[i] }));
}

const SPANNED = Symbol('a cell that the one above covers');

/** A table: `columns` are `{label, number}`, rows arrays of text or of functions that fill a cell. */
function table(parent, caption, columns, rows, kind = 'cards') {
  const element = parent.append('div').attr('class', 'scroll').append('table').attr('class', kind).attr('role', 'table').style('--columns', columns.length - 1);
  if (caption) { element.append('caption').text(caption); }
  element.append('thead').attr('role', 'rowgroup').append('tr').attr('role', 'row').selectAll('th').data(columns).join('th')
    .attr('scope', 'col').attr('role', 'columnheader').classed('n', column => column.number).text(column => column.label);
  const body = element.append('tbody').attr('role', 'rowgroup');
  for (const row of rows) {
    const line = body.append('tr').attr('role', 'row').attr('class', row.kind || null);
    (row.cells || row).forEach((cell, i) => {
      if (cell === SPANNED) { return; }
      const field = i === 0
        ? line.append('th').attr('scope', 'row').attr('role', 'rowheader').attr('class', 'row')
        : line.append('td').attr('role', 'cell').classed('n', columns[i].number);
      if (i === 0 && row.span) { field.attr('scope', 'rowgroup').attr('rowspan', row.span).classed('group', true); }
      if (typeof cell === 'function') { cell(field); } else { field.text(cell); }
    });
  }
}

function tag(element, i) { element.append('span').attr('class', `tag ${names[i]}`).text(names[i]); }

/** A column for each run, with its letter and file where there are two. */
function columns(id, draw) {
  const pair = select(id).append('div').attr('class', two ? 'pair two' : 'pair');
  runs.forEach((run, i) => {
    const figure = pair.append('figure');
    if (two) {
      const head = figure.append('figcaption').append('h3');
      tag(head, i);
      head.append('span').text(run.rules.file);
    }
    draw(figure, run, i);
  });
}

function swatch(item, colour, square) {
  const svg = item.append('svg').attr('viewBox', '0 0 18 14').attr('aria-hidden', true);
  svg.append('rect').attr('x', 3).attr('y', 1).attr('width', 12).attr('height', 12).attr('rx', square ? 2 : 6).style('fill', variable(colour));
  return svg;
}

function period(run) {
  const { genesisMillis, epochMillis, epochs } = run.summary;
  const text = epochMillis % 864e5 === 0 ? `${epochMillis / 864e5} d` : epochMillis % 36e5 === 0 ? `${epochMillis / 36e5} h`
    : epochMillis % 6e4 === 0 ? `${epochMillis / 6e4} min` : `${epochMillis / 1000} s`;
  return { from: genesisMillis, until: genesisMillis + epochMillis * epochs, text };
}

function head() {
  const run = runs[0], network = run.rules.values.title || run.summary.network;
  select('title').text(network);
  document.title = `${network}: ${runs.map(one => one.rules.file).join(' against ')} – Polder backtest`;
  const time = period(run);
  const lead = select('what');
  if (two) {
    tag(lead, 0);
    lead.append('span').text(`${run.rules.file} against `);
    tag(lead, 1);
    lead.append('span').text(`${runs[1].rules.file}, both`);
  } else {
    lead.append('span').text(`The rules of ${run.rules.file}`);
  }
  lead.append('span').text(` on recorded data from ${minute(time.from)} to ${minute(time.until)} UTC, in ${whole(run.summary.epochs)} epochs of ${time.text}.`);
  for (const section of document.querySelectorAll('main section:not([hidden])')) {
    select('contents').append('li').append('a').attr('href', `#${section.id}`).text(section.querySelector('h2').textContent);
  }
  select('provenance').text(`Recorded devices never signed, so no signature was verified; all else is the very program that judges live messages. Computed in ${runs.map(one => `${one.summary.seconds} s`).join(' and ')}. The exact tables are devices.csv, rewards.csv and findings.csv beside this page.`);
}

const QUALITY = [
  { key: 'accepted', label: 'accepted', colour: 'few' },
  { key: 'unverified', label: 'unverified', colour: 'unsure' },
  { key: 'rejected', label: 'rejected', colour: 'many' },
  { key: 'refused', label: 'refused as whole messages', colour: 'several' }
];

function headline() {
  const body = select('headline-body');
  if (two) { headlineOfTwo(body); } else { tiles(body, runs[0]); }
  body.append('h3').text('What became of the readings');
  runs.forEach((run, i) => {
    const share = body.append('div').attr('class', 'share');
    const kinds = QUALITY.filter(kind => run.summary[kind.key] > 0);
    if (two) { const head = share.append('p').attr('class', 'small'); tag(head, i); head.append('span').text(run.rules.file); }
    share.append('div').attr('class', 'share-bar').attr('role', 'img')
      .attr('aria-label', kinds.map(kind => `${kind.label} ${percent(run.summary[kind.key], run.summary.readings)}`).join(', '))
      .selectAll('span').data(kinds).join('span').style('flex-grow', kind => run.summary[kind.key]).style('background', kind => variable(kind.colour));
    const legend = share.append('ul').attr('class', 'legend');
    for (const kind of kinds) {
      const item = legend.append('li');
      swatch(item, kind.colour, true);
      item.append('span').text(kind.label);
      item.append('span').attr('class', 'count').text(percent(run.summary[kind.key], run.summary.readings));
    }
  });
  const facts = body.append('dl').attr('class', 'facts');
  runs.forEach((run, i) => {
    const letter = two ? `${names[i]}: ` : '';
    facts.append('dt').text(`${letter}root`);
    facts.append('dd').append('code').text(run.summary.root);
    facts.append('dt').text(`${letter}rules`);
    facts.append('dd').append('code').text(run.summary.manifests);
  });
  for (const warning of runs[0].summary.warnings) {
    facts.append('dt').text('note');
    facts.append('dd').text(warning);
  }
}

function tiles(body, run) {
  const s = run.summary;
  const list = body.append('dl').attr('class', 'tiles');
  const tile = (name, value, more) => {
    const one = list.append('div');
    one.append('dt').text(name);
    const number = one.append('dd');
    number.append('span').text(value);
    if (more) { number.append('small').text(more); }
  };
  tile('devices', whole(s.devices));
  tile('readings', whole(s.readings));
  tile('accepted', percent(s.accepted, s.readings), s.corroborated ? `${whole(s.corroborated)} of them corroborated` : '');
  tile('unverified', percent(s.unverified, s.readings), `${whole(s.unverified)} readings`);
  tile('rejected', percent(s.rejected, s.readings), `${whole(s.rejected)} readings`);
  tile('paid', tokens(s.paid), `tokens${s.held > 0 ? `, ${tokens(s.held)} still held` : ''}${s.lost > 0 ? `, ${tokens(s.lost)} lost` : ''}`);
  tile('epochs', whole(s.epochs), period(run).text + ' each');
  tile('computed in', `${s.seconds} s`, `${s.threads} ${s.threads === 1 ? 'thread' : 'threads'}`);
}

function headlineOfTwo(body) {
  const [a, b] = runs;
  const count = (name, key) => {
    const points = 100 * (b.summary[key] / b.summary.readings - a.summary[key] / a.summary.readings);
    return [name, ...runs.map(run => `${whole(run.summary[key])} (${percent(run.summary[key], run.summary.readings)})`),
      `${signed(b.summary[key] - a.summary[key], whole)} (${signed(Number(points.toFixed(2)), value => value.toFixed(2))} points)`];
  };
  const plain = (name, get, text) => [name, text(get(a)), text(get(b)), signed(get(b) - get(a), text)];
  const share = value => `${(100 * value).toFixed(1)}${NBSP}%`;
  const topChange = Number((100 * (b.rewards.topTenth - a.rewards.topTenth)).toFixed(2));
  const unit = value => value.toFixed(3);
  table(body, '', [{ label: 'number' }, { label: `A: ${a.rules.file}`, number: true }, { label: `B: ${b.rules.file}`, number: true }, { label: 'change', number: true }], [
    plain('devices', run => run.summary.devices, whole), plain('readings', run => run.summary.readings, whole),
    count('accepted', 'accepted'), count('corroborated, of these', 'corroborated'), count('unverified', 'unverified'), count('rejected', 'rejected'),
    plain('tokens paid', run => run.summary.paid, tokens), plain('median earned', run => run.rewards.median, tokens),
    plain('devices that earned nothing', run => run.rewards.nothing, whole),
    ['share of the best paid tenth', share(a.rewards.topTenth), share(b.rewards.topTenth), `${signed(topChange, value => value.toFixed(2))} points`], plain('Gini coefficient', run => run.rewards.gini, unit),
    plain('epochs', run => run.summary.epochs, whole), ['seconds', `${a.summary.seconds}`, `${b.summary.seconds}`, '']
  ]);
}

function rules() {
  const paths = [...new Set(runs.flatMap(run => Object.keys(run.rules.values)))].sort();
  const shown = value => value === undefined ? 'not set' : value;
  const body = select('rules-body');
  runs.forEach((run, i) => {
    const details = body.append('details');
    details.append('summary').text(`${two ? `${names[i]}: ` : ''}all values of ${run.rules.file}`);
    table(details.append('div').attr('class', 'narrow-table'), '', [{ label: 'key' }, { label: 'value', number: true }],
      Object.entries(run.rules.values).map(([path, value]) => [cell => cell.append('code').text(path), value]), '');
  });
  if (!two) { return; }
  const [a, b] = runs.map(run => run.rules.values);
  const different = paths.filter(path => a[path] !== b[path]);
  document.getElementById('differences').hidden = false;
  const differences = select('differences-body');
  if (!different.length) { differences.append('p').text('Nothing: both files say the same.'); return; }
  table(differences.append('div').attr('class', 'narrow-table'), '', [{ label: 'key' }, { label: 'A', number: true }, { label: 'B', number: true }],
    different.map(path => [cell => cell.append('code').text(path), shown(a[path]), shown(b[path])]));
}

function checks() {
  const body = select('checks-body');
  const heads = [{ label: 'check' }, ...(two ? [{ label: 'rules' }] : []), ...['failed', 'rejected', 'only this', 'devices', 'not earned'].map(name => ({ label: name, number: true }))];
  const numbers = check => [whole(check.failed), whole(check.rejected), whole(check.alone), whole(check.devices), tokens(check.lost)];
  const title = check => cell => {
    cell.append('span').attr('class', 'swatch').style('background', variable(colourOf(check.name)));
    cell.append('span').text(label(check.name));
    cell.append('span').attr('class', 'sentence').text(check.sentence);
  };
  if (!checkNames.length) { body.append('p').text('No reading failed any check.'); return; }
  if (!two) { table(body, '', heads, runs[0].checks.map(check => [title(check), ...numbers(check)])); return; }
  const none = name => ({ name, failed: 0, rejected: 0, alone: 0, devices: 0, lost: 0 });
  table(body, '', heads, checkNames.flatMap(name => {
    const [a, b] = runs.map(run => run.checks.find(check => check.name === name) || none(name));
    const known = a.sentence ? a : b;
    return [{ kind: 'inner', span: 3, cells: [title(known), cell => tag(cell, 0), ...numbers(a)] },
      { kind: 'inner', cells: [SPANNED, cell => tag(cell, 1), ...numbers(b)] },
      { kind: 'change', cells: [SPANNED, 'change', ...['failed', 'rejected', 'alone', 'devices'].map(key => signed(b[key] - a[key], whole)), signed(b.lost - a.lost, tokens)] }];
  }), 'cards grouped');
}

const LOSSES = {
  unverified: 'too few neighbours to verify a reading', need: 'more devices in the area than it needs',
  availability: 'silent for a part of the epoch', cell_cap: 'the map cell reached its cap', via: 'devices that cannot sign themselves'
};

function losses() {
  const keys = [...new Set(runs.flatMap(run => Object.keys(run.otherLosses)))].filter(key => runs.some(run => run.otherLosses[key] > 0));
  const amount = (run, key) => run.otherLosses[key] || 0;
  if (keys.length) {
    const details = select('losses-body').append('details');
    details.append('summary').text('What was not earned for other reasons');
    details.append('p').text('Estimates in tokens, each as if it alone were lifted and the others stayed; they do not add up.');
    table(details.append('div').attr('class', 'narrow-table'), '', [{ label: 'reason' }, ...runs.map((run, i) => ({ label: two ? names[i] : 'not earned', number: true }))],
      keys.sort((one, other) => amount(runs[0], other) - amount(runs[0], one)).map(key => [LOSSES[key] || label(key), ...runs.map(run => tokens(amount(run, key)))]), '');
  }
  const full = runs.map((run, i) => `${two ? `${names[i]}: in ` : 'In '}${whole(run.fullEpochs)} of ${whole(run.summary.epochs)} epochs the network’s whole share was paid out`);
  select('full-epochs').text(`${full.join('; ')}; there, what one device does not earn goes to the others.`);
}

function layersOf(run) {
  const layers = checkNames.map(name => ({ name, label: label(name), colour: colourOf(name), counts: (run.rejections.reasons.find(reason => reason.check === name) || {}).counts }))
    .filter(layer => layer.counts && d3.sum(layer.counts) > 0);
  if (d3.sum(run.rejections.several) > 0) {
    layers.push({ name: 'several at once', label: 'several at once', colour: 'several', counts: run.rejections.several });
  }
  return layers;
}

function time() {
  const all = runs.map(layersOf);
  const highest = d3.max(all.flatMap((layers, r) => runs[r].rejections.readings.map((_, i) => d3.sum(layers, layer => layer.counts[i]))));
  columns('time-body', (figure, run, i) => {
    const layers = all[i];
    if (!layers.length) { figure.append('p').text('No reading was rejected.'); return; }
    const legend = figure.append('ul').attr('class', 'legend');
    for (const layer of layers) {
      const item = legend.append('li');
      swatch(item, layer.colour, true);
      item.append('span').text(layer.label);
      item.append('span').attr('class', 'count').text(whole(d3.sum(layer.counts)));
    }
    stackedBars(figure, layers, run, highest);
    const { startMillis, widthMillis, readings } = run.rejections;
    const details = figure.append('details');
    details.append('summary').text('These numbers as a table');
    table(details, '', [{ label: 'from' }, { label: 'readings', number: true }, ...layers.map(layer => ({ label: layer.label, number: true }))],
      readings.map((count, bin) => [binName(startMillis + bin * widthMillis, widthMillis), whole(count), ...layers.map(layer => whole(layer.counts[bin]))]), '');
  });
}

function maps() {
  columns('map-body', (figure, run) => {
    if (run.list.length < run.devices.total) {
      figure.append('p').attr('class', 'soft').text(`An even sample of ${whole(run.list.length)} of ${whole(run.devices.total)} devices.`);
    }
    const legend = figure.append('ul').attr('class', 'legend');
    for (const kind of CLASSES) {
      const count = run.list.filter(device => classOf(device) === kind).length;
      const item = legend.append('li');
      const svg = item.append('svg').attr('viewBox', '0 0 18 14').attr('aria-hidden', true);
      dots(svg, [{ x: 9, y: 7 }], kind, 1.15);
      item.append('span').text(kind.name);
      item.append('span').attr('class', 'count').text(whole(count));
    }
    deviceMap(figure, run.list);
  });
}

function rewards() {
  const most = d3.max(runs, run => d3.max(run.list, device => device.earned)) || 1;
  const scale = d3.scaleLinear().domain([0, most]).nice(30);
  const bin = d3.bin().domain(scale.domain()).thresholds(scale.ticks(30).filter(edge => edge < scale.domain()[1])).value(device => device.earned);
  const all = runs.map(run => bin(run.list));
  const highest = d3.max(all.flat(), one => one.length);
  columns('rewards-body', (figure, run, i) => {
    const r = run.rewards;
    figure.append('p').text(`Half of the devices earned ${tokens(r.median)} tokens or less, the mean is ${tokens(r.mean)}. The best paid tenth got ${(100 * r.topTenth).toFixed(1)}${NBSP}% of all; the Gini coefficient is ${r.gini.toFixed(3)} (0: all alike, 1: one takes all). ${r.nothing ? `${whole(r.nothing)} ${r.nothing === 1 ? 'device' : 'devices'} earned nothing.` : 'Every device earned something.'}`);
    histogram(figure, all[i], r.median, highest, two ? 'ab'[i] : 'few');
  });
}

function changes() {
  if (!two) { return; }
  document.getElementById('changes').hidden = false;
  const other = new Map(runs[1].list.map(device => [device.name, device]));
  const pairs = runs[0].list.filter(device => other.has(device.name)).map(device => ({
    name: device.name, a: device.earned, b: other.get(device.name).earned, rejectedA: device.rejected, rejectedB: other.get(device.name).rejected }));
  const body = select('changes-body');
  const more = pairs.filter(pair => pair.b > pair.a).length, less = pairs.filter(pair => pair.b < pair.a).length;
  body.append('p').text(`Under B ${whole(more)} devices earn more than under A, ${whole(less)} earn less, ${whole(pairs.length - more - less)} the same.`);
  const pair = body.append('div').attr('class', 'pair two');
  scatter(pair.append('figure'), pairs);
  const sorted = pairs.filter(one => one.a !== one.b).sort((one, two) => Math.abs(two.b - two.a) - Math.abs(one.b - one.a)).slice(0, 15);
  if (sorted.length) {
    table(pair.append('div'), 'Most changed', [{ label: 'device' }, ...['A', 'B', 'change', 'rejected A', 'rejected B'].map(name => ({ label: name, number: true }))],
      sorted.map(one => [one.name, tokens(one.a), tokens(one.b), signed(one.b - one.a, tokens), whole(one.rejectedA), whole(one.rejectedB)]));
  }
}

function worst() {
  const body = select('worst-body');
  const legend = body.append('ul').attr('class', 'legend');
  const marks = two ? [['a', 'rejected under A', 3], ['b', 'rejected under B', 3]] : [['mark', 'rejected', 6]];
  const shapes = { mark: 'M9,7h.01', a: 'M5,3v8M9,3v8M13,3v8', b: 'M5,3v8M9,3v8M13,3v8' };
  for (const [colour, name, thick] of [['own', 'the device', 1.5], ...marks, ['median', 'neighbours’ median', 2.5], ['other', 'each neighbour', 1]]) {
    const item = legend.append('li');
    item.append('svg').attr('viewBox', '0 0 18 14').attr('aria-hidden', true).append('path').attr('d', shapes[colour] || 'M1,7H17')
      .style('stroke', variable(colour)).attr('stroke-width', thick).attr('stroke-linecap', colour === 'mark' ? 'round' : 'butt');
    item.append('span').text(name);
  }
  const devices = [...new Set(runs.flatMap(run => run.panels.map(panel => panel.device)))];
  if (!devices.length) { body.append('p').text('No reading was rejected.'); return; }
  const grid = body.append('div').attr('class', 'panels');
  for (const device of devices) { drawPanel(grid, runs.map(run => run.panels.find(panel => panel.device === device))); }
  runs.forEach((run, i) => {
    const details = body.append('details');
    details.append('summary').text(`${two ? `${names[i]}: the` : 'The'} ${whole(run.worst.length)} devices with most rejected readings as a table`);
    table(details, '', [{ label: 'device' }, { label: 'rejected', number: true }, { label: 'of its readings', number: true }, { label: 'mostly by' }, { label: 'earned', number: true }],
      run.worst.map(one => [one.device, whole(one.rejected), percent(one.rejected, one.readings), label(one.check), tokens(one.earned)]));
  });
}

/** A device's curve; `panels` has one for each run, or nothing where a run did not choose it. */
function drawPanel(grid, panels) {
  const panel = panels.find(one => one);
  const box = grid.append('figure').attr('class', 'panel');
  const caption = box.append('figcaption');
  caption.append('h3').text(panel.device);
  const text = caption.append('div').attr('class', 'small soft');
  panels.forEach((one, i) => {
    const line = text.append('div');
    if (two) { tag(line, i); }
    if (!one) {
      const device = runs[i].list.find(other => other.name === panel.device);
      line.append('span').text(device ? `${whole(device.rejected)} of ${whole(device.readings)} readings rejected, not drawn; earned ${tokens(device.earned)} tokens` : 'not drawn');
      return;
    }
    line.append('span').attr('class', 'swatch').style('background', variable(one.check ? colourOf(one.check) : 'grid'));
    line.append('span').text(`${one.check ? `mostly ${label(one.check)}; ` : ''}${whole(one.rejected)} of ${whole(one.readings)} readings rejected, earned ${tokens(one.earned)} tokens`);
  });
  const far = panel.others.length ? panel.others[panel.others.length - 1].meters : 0;
  const where = !panel.others.length ? 'No neighbours within 50 km.' : far === 0 ? 'Its neighbours claim the very same place.'
    : `Neighbours at most ${far >= 1000 ? `${(far / 1000).toFixed(1)}${NBSP}km` : `${whole(far)}${NBSP}m`} away.`;
  text.append('div').text(where + (panel.cut ? ' Only the stretch with most rejections is drawn.' : ''));
  curves(box, panels);
}

function copies() {
  if (!runs.some(run => run.copies.total)) { return; }
  document.getElementById('copies').hidden = false;
  const body = select('copies-body');
  const legend = body.append('ul').attr('class', 'legend');
  for (const [colour, name, thick] of [['own', 'the copy', 1.5], ['median', 'its original', 2.5], ['mark', 'copy less original', 1.5]]) {
    const item = legend.append('li');
    item.append('svg').attr('viewBox', '0 0 18 14').attr('aria-hidden', true).append('path').attr('d', 'M1,7H17')
      .style('stroke', variable(colour)).attr('stroke-width', thick);
    item.append('span').text(name);
  }
  runs.forEach((run, i) => {
    const text = body.append('p');
    if (two) { tag(text, i); }
    const { total, shown } = run.copies;
    text.append('span').text(total === 0 ? 'No device was found to be a copy.'
      : `${whole(total)} ${total === 1 ? 'device was' : 'devices were'} found to be ${total === 1 ? 'a copy' : 'copies'}${shown.length < total ? `; here are ${whole(shown.length)}, evenly chosen by when they were found` : ''}.`);
    const grid = body.append('div').attr('class', 'panels');
    for (const pair of shown) { drawPair(grid, pair); }
  });
}

function drawPair(grid, pair) {
  const box = grid.append('figure').attr('class', 'panel');
  const caption = box.append('figcaption');
  caption.append('h3').text(`${pair.device}, a copy of ${pair.original}`);
  const text = caption.append('div').attr('class', 'small soft');
  const far = pair.meters >= 1000 ? `${(pair.meters / 1000).toFixed(1)}${NBSP}km` : `${whole(pair.meters)}${NBSP}m`;
  text.append('div').text(`Found ${pair.daysUntilFound.toFixed(1)} days after its first reading; ${whole(pair.found)} of its ${whole(pair.readings)} readings failed.`);
  text.append('div').text(`${far} apart.${pair.laterSeconds ? ` The original is drawn ${d3.format('.3~f')(pair.laterSeconds / 60)} minutes later.` : ''}`);
  pairCurves(box, pair);
}

rules();
changes();
copies();
head();
headline();
checks();
losses();
time();
maps();
rewards();
worst();
