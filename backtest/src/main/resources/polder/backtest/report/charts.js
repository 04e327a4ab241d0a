'use strict';
// The charts. Each draws one figure as SVG with colours from the style sheet, so that dark, light
// and paper need no redrawing, and says in its label what a person sees in it.

const whole = d3.format(',');
const NBSP = '\u00a0';
const percent = (part, all) => {
  const share = all ? 100 * part / all : 0;
  return (share > 0 && share < 0.1 ? '< 0.1' : share.toFixed(1)) + NBSP + '%';
};
const tokens = amount => {
  const size = Math.abs(amount);
  return d3.format(size >= 1000 || size === 0 ? ',.0f' : size >= 10 ? ',.1f' : size >= 0.01 ? ',.2f' : '.2~g')(amount);
};
const minute = d3.utcFormat('%-d %b %Y, %H:%M');
const day = d3.utcFormat('%-d %b %Y');
const variable = name => `var(--${name})`;

const tip = {
  box: document.getElementById('tip'),
  show(event, title, lines) {
    this.box.replaceChildren();
    const head = document.createElement('b');
    head.textContent = title;
    this.box.append(head);
    for (const line of lines) {
      const row = document.createElement('div');
      row.textContent = line;
      this.box.append(row);
    }
    this.box.hidden = false;
    const { width, height } = this.box.getBoundingClientRect();
    const left = event.clientX + 14 + width > innerWidth ? event.clientX - 14 - width : event.clientX + 14;
    const top = event.clientY + 14 + height > innerHeight ? event.clientY - 14 - height : event.clientY + 14;
    this.box.style.left = `${Math.max(4, left)}px`;
    this.box.style.top = `${Math.max(4, top)}px`;
  },
  hide() { this.box.hidden = true; }
};
addEventListener('scroll', () => tip.hide(), { passive: true });

/** Draws into `parent` now and whenever its width changes. */
function responsive(parent, draw) {
  const holder = parent.append('div');
  let width = 0;
  const redraw = () => {
    const now = Math.round(holder.node().clientWidth);
    if (now > 0 && now !== width) {
      width = now;
      holder.selectAll('*').remove();
      draw(holder, Math.max(280, now));
    }
  };
  new ResizeObserver(() => requestAnimationFrame(redraw)).observe(holder.node());
  redraw();
}

function canvas(holder, width, height, label) {
  return holder.append('svg')
    .attr('viewBox', `0 0 ${width} ${height}`).attr('role', 'img').attr('aria-label', label);
}

/** Shows what `find` gives for the pointer's place: `{title, lines, x, y}` or nothing. */
function hover(svg, width, height, find, ring) {
  const spot = svg.append('circle').attr('r', ring).attr('fill', 'none').style('stroke', variable('ink')).attr('stroke-width', 2).style('display', 'none');
  const leave = () => { tip.hide(); spot.style('display', 'none'); };
  svg.append('rect').attr('width', width).attr('height', height).attr('fill', 'transparent')
    .on('pointermove pointerdown', event => {
      const [x, y] = d3.pointer(event);
      const found = find(x, y);
      if (!found) { leave(); return; }
      if (ring) { spot.attr('cx', found.x).attr('cy', found.y).style('display', null); }
      tip.show(event, found.title, found.lines);
    })
    .on('pointerleave', event => { if (event.pointerType === 'mouse') { leave(); } });
  addEventListener('pointerdown', event => { if (!svg.node().contains(event.target)) { spot.style('display', 'none'); } });
}
addEventListener('pointerdown', event => { if (!event.target.closest('svg')) { tip.hide(); } });

function axisLeft(svg, y, left, right, label, counts) {
  const values = counts ? y.ticks(5).filter(Number.isInteger) : y.ticks(5);
  svg.append('g').attr('class', 'grid').attr('transform', `translate(${left},0)`)
    .call(d3.axisLeft(y).tickValues(values).tickSize(left - right).tickFormat('')).attr('aria-hidden', true);
  svg.append('g').attr('transform', `translate(${left},0)`)
    .call(d3.axisLeft(y).tickValues(values).tickFormat(counts ? whole : y.tickFormat(5)).tickSize(0).tickPadding(6)).call(axis => axis.select('.domain').remove());
  svg.append('text').attr('x', 0).attr('y', 11).text(label);
}

function axisBottom(svg, x, bottom, width) {
  const [from, until] = x.domain();
  const format = until - from > 300 * 864e5 ? d3.utcFormat('%b %Y') : time => d3.utcFormat(time % 864e5 ? '%H:%M' : '%-d %b')(time);
  const axis = d3.axisBottom(x).ticks(Math.max(3, Math.floor(width / 110))).tickSizeOuter(0).tickFormat(format);
  svg.append('g').attr('transform', `translate(0,${bottom})`).call(axis);
}

function binName(start, width) {
  return width >= 864e5 ? `${day(start)}${width > 864e5 ? ' to ' + day(start + width - 1) : ''}` : `${minute(start)} UTC`;
}

/** Rejected readings by reason, stacked. `highest` is the axis' end, the same for charts side by side. */
function stackedBars(parent, layers, run, highest) {
  const { startMillis, widthMillis, readings } = run.rejections;
  const bins = readings.map((count, i) => ({ start: startMillis + i * widthMillis, count, i }));
  const stack = d3.stack().keys(layers.map(layer => layer.name))
    .value((bin, name) => layers.find(layer => layer.name === name).counts[bin.i])(bins);
  const rejected = bins.map(bin => d3.sum(layers, layer => layer.counts[bin.i]));
  responsive(parent, (holder, width) => {
    const height = 280, left = 48, right = width - 16, top = 26, bottom = height - 26;
    const svg = canvas(holder, width, height, `Stacked bars of rejected readings over time, at most ${whole(d3.max(rejected))} in one bar. The numbers are in the table below.`);
    const x = d3.scaleUtc([startMillis, startMillis + widthMillis * bins.length], [left, right]);
    const y = d3.scaleLinear([0, highest || 1], [bottom, top]).nice();
    axisLeft(svg, y, left, right, 'rejected readings', true);
    const barWidth = x(startMillis + widthMillis) - x(startMillis);
    const gap = barWidth > 6 ? 2 : barWidth > 3 ? 1 : 0;
    stack.forEach((series, k) => svg.append('g').style('fill', variable(layers[k].colour))
      .selectAll('rect').data(series.filter(part => part[1] > part[0])).join('rect')
      .attr('x', part => x(part.data.start) + gap / 2).attr('width', barWidth - gap)
      .attr('y', part => y(part[1])).attr('height', part => Math.max(0.5, y(part[0]) - y(part[1]) - (y(part[0]) - y(part[1]) > 4 ? 1 : 0))));
    axisBottom(svg, x, bottom, width);
    hover(svg, width, height, px => {
      const i = Math.floor((x.invert(px) - startMillis) / widthMillis);
      if (i < 0 || i >= bins.length) { return null; }
      return { title: binName(bins[i].start, widthMillis), lines: [
        `${whole(rejected[i])} of ${whole(bins[i].count)} readings rejected (${percent(rejected[i], bins[i].count)})`,
        ...layers.filter(layer => layer.counts[i]).map(layer => `${layer.label}: ${whole(layer.counts[i])}`)] };
    }, 0);
  });
}

/** Classes of devices on the map; later ones are drawn above. */
const CLASSES = [
  { name: 'under 1 %', colour: 'good', size: 5, has: share => share < 0.01 },
  { name: 'mostly unverified', colour: 'unsure', size: 6, hollow: true, unsure: true },
  { name: '1 to 5 %', colour: 'few', size: 6, has: share => share < 0.05 },
  { name: '5 to 20 %', colour: 'some', size: 7, has: share => share < 0.2 },
  { name: '20 to 50 %', colour: 'many', size: 8, has: share => share < 0.5 },
  { name: '50 % and more', colour: 'most', size: 9, square: true, has: () => true }
];

function classOf(device) {
  const share = device.readings ? device.rejected / device.readings : 0;
  if (device.unverified > device.readings / 2 && share < 0.05) { return CLASSES.find(kind => kind.unsure); }
  return CLASSES.filter(kind => kind.has).find(kind => kind.has(share));
}

function dots(group, points, kind, scale) {
  const path = points.map(point => `M${point.x.toFixed(1)},${point.y.toFixed(1)}h.01`).join('');
  const layer = (colour, size) => group.append('path').attr('d', path).attr('fill', 'none').style('stroke', variable(colour))
    .attr('stroke-width', size * scale).attr('stroke-linecap', kind.square ? 'square' : 'round');
  layer(kind.hollow ? kind.colour : 'page', kind.size + (kind.hollow ? 0 : 1.5)).attr('stroke-opacity', kind.hollow ? 1 : 0.85);
  layer(kind.hollow ? 'page' : kind.colour, kind.size - (kind.hollow ? 3 : 0));
}

function niceLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].find(step => step * power <= most) * power;
}

/** Devices where they stand, equirectangular about the middle. */
function deviceMap(parent, devices) {
  const lat = d3.extent(devices, device => device.lat), lon = d3.extent(devices, device => device.lon);
  const shrink = Math.cos((lat[0] + lat[1]) / 2 * Math.PI / 180);
  const eastKm = Math.max(0.2, (lon[1] - lon[0]) * shrink * 111.195), northKm = Math.max(0.2, (lat[1] - lat[0]) * 111.195);
  const rejected = devices.filter(device => classOf(device).square).length;
  responsive(parent, (holder, width) => {
    const edge = 16, foot = 34;
    const perKm = Math.min((width - 2 * edge) / eastKm, Math.max(320, Math.min(680, width)) / northKm);
    const height = northKm * perKm + 2 * edge + foot;
    const svg = canvas(holder, width, height, `Map of ${whole(devices.length)} devices; of ${whole(rejected)} half or more of the readings were rejected.`);
    const x = degrees => width / 2 + (degrees - (lon[0] + lon[1]) / 2) * shrink * 111.195 * perKm;
    const y = degrees => edge + (lat[1] - degrees) * 111.195 * perKm;
    graticule(svg, x, y, width, height - foot, perKm, shrink);
    const points = devices.map(device => ({ ...device, x: x(device.lon), y: y(device.lat) }));
    const scale = Math.max(0.55, Math.min(1.15, Math.sqrt(width * (height - foot) / devices.length) / 16));
    for (const kind of CLASSES) { dots(svg.append('g'), points.filter(point => classOf(point) === kind), kind, scale); }
    scaleBar(svg, width, height, perKm);
    const near = d3.Delaunay.from(points, point => point.x, point => point.y);
    hover(svg, width, height, (px, py) => {
      const point = points[near.find(px, py)];
      if (!point || Math.hypot(point.x - px, point.y - py) > 24) { return null; }
      const share = (what, count) => count ? [`${what} ${percent(count, point.readings)}`] : [];
      return { x: point.x, y: point.y, title: point.name, lines: [
        `${whole(point.readings)} readings`, ...share('accepted', point.accepted + point.corroborated),
        ...share('of which corroborated', point.corroborated), ...share('unverified', point.unverified),
        ...share('rejected', point.rejected), `earned ${tokens(point.earned)} tokens`] };
    }, 8);
  });
}

function graticule(svg, x, y, width, bottom, perKm, shrink) {
  const step = niceLength(140 / perKm / 111.195);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const grid = svg.append('g').attr('aria-hidden', true);
  const line = (x1, y1, x2, y2) => grid.append('line').attr('x1', x1).attr('y1', y1).attr('x2', x2).attr('y2', y2).style('stroke', variable('grid'));
  const invertX = px => (px - x(0)) / (111.195 * perKm * shrink), invertY = py => (y(0) - py) / (111.195 * perKm);
  for (let at = Math.ceil(invertY(bottom) / step) * step; at <= invertY(0); at += step) {
    line(0, y(at), width, y(at));
    if (y(at) > 12) { grid.append('text').attr('x', 2).attr('y', y(at) - 3).text(`${Math.abs(at).toFixed(digits)}°${NBSP}${at < 0 ? 'S' : 'N'}`); }
  }
  const wide = niceLength(140 / perKm / 111.195 / shrink);
  for (let at = Math.ceil(invertX(0) / wide) * wide; at <= invertX(width); at += wide) {
    line(x(at), 0, x(at), bottom);
    if (x(at) > 60 && x(at) < width - 60) { grid.append('text').attr('x', x(at) + 3).attr('y', bottom - 3).text(`${Math.abs(at).toFixed(Math.max(0, -Math.floor(Math.log10(wide))))}°${NBSP}${at < 0 ? 'W' : 'E'}`); }
  }
}

function scaleBar(svg, width, height, perKm) {
  const km = niceLength(Math.min(160, width / 3) / perKm);
  const bar = svg.append('g').attr('transform', `translate(2,${height - 12})`);
  bar.append('path').attr('d', `M0,-5V0H${km * perKm}V-5`).attr('fill', 'none').style('stroke', variable('ink')).attr('stroke-width', 1.5);
  bar.append('text').attr('x', km * perKm + 8).attr('y', 2).attr('class', 'strong').text(km >= 1 ? `${km}${NBSP}km` : `${Math.round(km * 1000)}${NBSP}m`);
}

/** How many devices earned how much. */
function histogram(parent, bins, median, highest, colour) {
  responsive(parent, (holder, width) => {
    const height = 260, left = 48, right = width - 12, top = 26, bottom = height - 40;
    const svg = canvas(holder, width, height, `Histogram of earnings; the median is ${tokens(median)} tokens.`);
    const x = d3.scaleLinear([0, bins[bins.length - 1].x1], [left, right]);
    const y = d3.scaleLinear([0, highest], [bottom, top]).nice();
    axisLeft(svg, y, left, right, 'devices', true);
    svg.append('g').style('fill', variable(colour)).selectAll('rect').data(bins).join('rect')
      .attr('x', bin => x(bin.x0) + 0.75).attr('width', bin => Math.max(1, x(bin.x1) - x(bin.x0) - 1.5))
      .attr('y', bin => bin.length ? Math.min(y(bin.length), bottom - 1) : bottom).attr('height', bin => bin.length ? Math.max(1, bottom - y(bin.length)) : 0);
    svg.append('g').attr('transform', `translate(0,${bottom})`).call(d3.axisBottom(x).ticks(Math.floor(width / 90)).tickSizeOuter(0));
    svg.append('text').attr('x', right).attr('y', height - 4).attr('text-anchor', 'end').text('tokens earned by a device');
    const at = x(median), late = at > (left + right) / 2;
    svg.append('line').attr('x1', at).attr('x2', at).attr('y1', top - 8).attr('y2', bottom).style('stroke', variable('ink')).attr('stroke-width', 1.5).attr('stroke-dasharray', '5 3');
    svg.append('text').attr('class', 'strong halo').attr('x', at + (late ? -6 : 6)).attr('y', top).attr('text-anchor', late ? 'end' : 'start').text(`median ${tokens(median)}`);
    hover(svg, width, height, px => {
      const bin = bins.find(one => px >= x(one.x0) && px < x(one.x1));
      return bin ? { title: `${whole(bin.length)} devices`, lines: [`earned ${tokens(bin.x0)} to ${tokens(bin.x1)} tokens`] } : null;
    }, 0);
  });
}

/** Earnings by one rule set against those by the other. */
function scatter(parent, pairs) {
  const most = d3.max(pairs, pair => Math.max(pair.a, pair.b)) || 1;
  responsive(parent, (holder, full) => {
    const width = Math.min(full, 560), height = width, left = 56, right = width - 12, top = 30, bottom = height - 44;
    const svg = canvas(holder, width, height, `Earnings of ${whole(pairs.length)} devices under A and under B; ${whole(pairs.filter(pair => pair.b > pair.a).length)} earn more under B.`).style('max-width', `${width}px`);
    const x = d3.scaleLinear([0, most], [left, right]).nice(), y = d3.scaleLinear(x.domain(), [bottom, top]);
    axisLeft(svg, y, left, right, 'tokens under B');
    svg.append('g').attr('transform', `translate(0,${bottom})`).call(d3.axisBottom(x).ticks(5).tickSizeOuter(0));
    svg.append('text').attr('x', right).attr('y', height - 6).attr('text-anchor', 'end').text('tokens under A');
    svg.append('line').attr('x1', left).attr('y1', bottom).attr('x2', right).attr('y2', top).style('stroke', variable('soft')).attr('stroke-dasharray', '5 4');
    const points = pairs.map(pair => ({ ...pair, x: x(pair.a), y: y(pair.b) }));
    for (const [colour, has] of [['unsure', p => p.a === p.b], ['a', p => p.b < p.a], ['b', p => p.b > p.a]]) {
      svg.append('path').attr('d', points.filter(has).map(p => `M${p.x.toFixed(1)},${p.y.toFixed(1)}h.01`).join(''))
        .style('stroke', variable(colour)).attr('stroke-width', 5).attr('stroke-linecap', 'round').attr('stroke-opacity', 0.55);
    }
    svg.append('text').attr('class', 'strong halo').attr('x', left + 10).attr('y', top + 14).text('earn more under B');
    svg.append('text').attr('class', 'strong halo').attr('x', right - 4).attr('y', bottom - 12).attr('text-anchor', 'end').text('earn more under A');
    const near = d3.Delaunay.from(points, p => p.x, p => p.y);
    hover(svg, width, height, (px, py) => {
      const p = points[near.find(px, py)];
      return p && Math.hypot(p.x - px, p.y - py) < 24
        ? { x: p.x, y: p.y, title: p.name, lines: [`A: ${tokens(p.a)} tokens`, `B: ${tokens(p.b)} tokens`] } : null;
    }, 7);
  });
}

/** A curve with gaps where nothing was measured for more than three usual intervals. */
function points(curve, startMillis) {
  const gaps = d3.pairs(curve.times, (a, b) => b - a);
  const usual = d3.median(gaps) || 1;
  const list = [];
  curve.times.forEach((time, i) => {
    if (i > 0 && time - curve.times[i - 1] > 3 * usual) { list.push(null); }
    list.push({ time: startMillis + time * 1000, value: curve.values[i] });
  });
  return list;
}

/** One device's curve with the readings that each run rejected, and those of its neighbours. */
function curves(parent, panels) {
  const panel = panels.find(one => one);
  const own = points(panel.own, panel.startMillis), median = points(panel.median, panel.startMillis);
  const readings = own.filter(point => point), medians = median.filter(point => point);
  const failed = panels.map(one => one && new Map(one.marks.map((time, i) => [one.startMillis + time * 1000, one.failures[one.failed[i]]])));
  const rejected = failed.map(marks => marks ? readings.filter(point => marks.has(point.time)) : []);
  const said = (marks, point) => !marks ? 'not drawn' : marks.has(point.time) ? `rejected: ${marks.get(point.time).replaceAll('_', ' ')}` : 'not rejected';
  if (!readings.length) { return; }
  responsive(parent, (holder, width) => {
    const lanes = panels.length > 1 ? 30 : 0;
    const height = 220 + lanes, left = 40, right = width - 14, top = 24, foot = height - 24, bottom = foot - lanes;
    const svg = canvas(holder, width, height, `${panel.quantity} of ${panel.device}: ${rejected.map(list => whole(list.length)).join(' and ')} of ${whole(readings.length)} readings shown were rejected. With the median of ${panel.others.length} neighbours.`);
    const x = d3.scaleUtc(d3.extent(readings, point => point.time), [left, right]);
    const values = [...readings, ...medians].map(point => point.value);
    const y = d3.scaleLinear(d3.extent(values), [bottom, top]).nice();
    axisLeft(svg, y, left, right, panel.quantity);
    const line = d3.line().defined(point => point).x(point => x(point.time)).y(point => y(point.value));
    const clip = `clip-${curves.count = (curves.count || 0) + 1}`;
    svg.append('clipPath').attr('id', clip).append('rect').attr('x', left).attr('y', top - 4).attr('width', right - left).attr('height', bottom - top + 8);
    const inner = svg.append('g').attr('clip-path', `url(#${clip})`).attr('fill', 'none').attr('stroke-linejoin', 'round');
    const draw = (list, colour, thickness) => inner.append('path').attr('d', line(list)).style('stroke', variable(colour)).attr('stroke-width', thickness);
    for (const other of panel.others) { draw(points(other.curve, panel.startMillis), 'other', 0.9); }
    draw(median, 'median', 2);
    draw(own, 'own', 1.25);
    const size = Math.max(2.5, Math.min(7, width / rejected[0].length));
    if (panels.length === 1) {
      inner.append('path').attr('d', rejected[0].map(point => `M${x(point.time).toFixed(1)},${y(point.value).toFixed(1)}h.01`).join(''))
        .style('stroke', variable('mark')).attr('stroke-width', size).attr('stroke-linecap', 'round');
    } else {
      // Two sets of dots would hide each other: a lane for each run below the curves.
      rejected.forEach((list, i) => {
        if (!failed[i]) { return; }
        const lane = bottom + 6 + i * 12;
        svg.append('text').attr('class', 'strong').attr('x', left - 8).attr('y', lane + 8).attr('text-anchor', 'end').text('AB'[i]);
        svg.append('line').attr('x1', left).attr('x2', right).attr('y1', lane + 4).attr('y2', lane + 4).style('stroke', variable('grid'));
        svg.append('path').attr('d', list.map(point => `M${x(point.time).toFixed(1)},${lane}v8`).join(''))
          .style('stroke', variable('ab'[i])).attr('stroke-width', Math.max(1.25, Math.min(4, (right - left) / readings.length)));
      });
    }
    axisBottom(svg, x, foot, width);
    const index = d3.bisector(point => point.time).center;
    hover(svg, width, height, px => {
      const point = readings[index(readings, x.invert(px))];
      const other = medians.length ? medians[index(medians, point.time)] : null;
      return { x: x(point.time), y: y(point.value), title: `${minute(point.time)} UTC`, lines: [
        `${panel.device}: ${point.value}`,
        ...(other ? [`neighbours’ median: ${d3.format('.2~f')(other.value)}`] : []),
        ...failed.map((marks, i) => (panels.length > 1 ? `${'AB'[i]}: ` : '') + said(marks, point))] };
    }, 5);
  });
}

/** A copy's curve on that of its original, and below it their difference on a scale of its own. */
function pairCurves(parent, pair) {
  const own = points(pair.own, pair.startMillis), other = points(pair.others, pair.startMillis), difference = points(pair.difference, pair.startMillis);
  const readings = own.filter(point => point), others = new Map(other.filter(point => point).map(point => [point.time, point.value]));
  const differences = new Map(difference.filter(point => point).map(point => [point.time, point.value]));
  if (!readings.length) { return; }
  responsive(parent, (holder, width) => {
    const height = 300, left = 40, right = width - 14, top = 24, middle = 176, lower = 216, foot = height - 24;
    const spread = d3.deviation(differences.values()) || 0;
    const svg = canvas(holder, width, height, `${pair.quantity} of ${pair.device} and of ${pair.original}, and their difference, whose standard deviation is ${spread.toFixed(2)}.`);
    const x = d3.scaleUtc(d3.extent(readings, point => point.time), [left, right]);
    const y = d3.scaleLinear(d3.extent([...readings.map(point => point.value), ...others.values()]), [middle, top]).nice();
    const [least, most] = d3.extent(differences.values());
    const centre = ((least || 0) + (most || 0)) / 2, half = Math.max(1, ((most || 0) - (least || 0)) / 2);
    const z = d3.scaleLinear([centre - half, centre + half], [foot, lower]).nice(3);
    axisLeft(svg, y, left, right, pair.quantity);
    svg.append('g').attr('class', 'grid').attr('transform', `translate(${left},0)`)
      .call(d3.axisLeft(z).tickValues(z.ticks(3)).tickSize(left - right).tickFormat('')).attr('aria-hidden', true);
    svg.append('g').attr('transform', `translate(${left},0)`)
      .call(d3.axisLeft(z).tickValues(z.ticks(3)).tickFormat(z.tickFormat(3)).tickSize(0).tickPadding(6)).call(axis => axis.select('.domain').remove());
    svg.append('text').attr('x', 0).attr('y', lower - 12).text(`difference, standard deviation ${spread.toFixed(2)}`);
    const draw = (list, scale, colour, thickness) => svg.append('path').attr('fill', 'none').attr('stroke-linejoin', 'round')
      .attr('d', d3.line().defined(point => point).x(point => x(point.time)).y(point => scale(point.value))(list))
      .style('stroke', variable(colour)).attr('stroke-width', thickness);
    draw(other, y, 'median', 2.5);
    draw(own, y, 'own', 1.25);
    draw(difference, z, 'mark', 1.25);
    axisBottom(svg, x, foot, width);
    const index = d3.bisector(point => point.time).center;
    const text = d3.format('.2~f');
    hover(svg, width, height, px => {
      const point = readings[index(readings, x.invert(px))];
      return { x: x(point.time), y: y(point.value), title: `${minute(point.time)} UTC`, lines: [
        `${pair.device}: ${point.value}`,
        ...(others.has(point.time) ? [`${pair.original}: ${others.get(point.time)}`] : []),
        ...(differences.has(point.time) ? [`difference: ${text(differences.get(point.time))}`] : [])] };
    }, 5);
  });
}
