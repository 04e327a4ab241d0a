import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxAround, parsePlace, placeAt, placeText } from '../../main/site/map/places';

test('a place is read however people write it', () => {
  const amsterdam = { latitude: 52.37, longitude: 4.89 };
  for (const text of ['52.37, 4.89', '52.37 4.89', '52.37;4.89', '52,37; 4,89', '52,37 4,89', 'geo:52.37,4.89', 'N 52.37° E 4.89°', '52.37° N, 4.89° E']) {
    assert.deepEqual(parsePlace(text), amsterdam, text);
  }
  assert.deepEqual(parsePlace('33.9 S, 18.4 E'), { latitude: -33.9, longitude: 18.4 });
  assert.deepEqual(parsePlace('-33.9, -70.6'), { latitude: -33.9, longitude: -70.6 });
});

test('what is no place is none', () => {
  for (const text of ['', 'Amsterdam', '52.37', '91, 4', '52, 181', '1, 2, 3', '1.2.3, 4']) {
    assert.equal(parsePlace(text), null, text);
  }
});

test('a place that is written is read again', () => {
  for (const [latitude, longitude] of [[52.37, 4.89], [-33.91, 18.42], [40.71, -74], [-0.01, -78.5]] as const) {
    assert.deepEqual(parsePlace(placeText({ latitude, longitude })), { latitude, longitude });
  }
});

test('a click beyond the date line is a place on this side of it', () => {
  assert.deepEqual(placeAt(52.123456, 365.0000049), { latitude: 52.12346, longitude: 5 });
  assert.deepEqual(placeAt(0, -190), { latitude: 0, longitude: 170 });
});

test('the box around places is the smallest, also over the date line', () => {
  assert.equal(boxAround([]), null);
  assert.deepEqual(boxAround([[52, 5]]), [5, 52, 5, 52]);
  assert.deepEqual(boxAround([[52, 5], [53, 4], [51, 6]]), [4, 51, 6, 53]);
  // Fiji: 178° east and 179° west are three degrees apart.
  assert.deepEqual(boxAround([[-17, 178], [-16, -179]]), [178, -17, 181, -16]);
});
