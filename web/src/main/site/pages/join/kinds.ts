/** What people own, and how it joins. */
export interface Kind {
  name: string;
  title: string;
  text: string;
  /** How the node is told of its readings; null where the machine signs them itself. */
  via: string | null;
  /** Where on the device the form is found. */
  where?: string;
}

export const kinds: Kind[] = [
  {
    name: 'computer',
    title: 'Raspberry Pi, any computer',
    text: 'with a sensor of its own, Tasmota, Zigbee or Home Assistant behind it. Signs itself: counts in full.',
    via: null,
  },
  {
    name: 'airrohr',
    title: 'airRohr',
    text: 'of sensor.community, with the firmware it has.',
    via: 'airrohr',
    where: 'Open the airRohr’s own page in your network, then Configuration, APIs, “Send data to custom API”.',
  },
  {
    name: 'ecowitt',
    title: 'Ecowitt, Ambient Weather',
    text: 'also Froggit and Fine Offset: GW1000 to GW3000, WS29xx, HP25xx, WS-2902 and others.',
    via: 'ecowitt',
    where: 'In the app WS View or on the console: Weather services, Customized, protocol Ecowitt.',
  },
  {
    name: 'wunderground',
    title: 'Weather Underground',
    text: 'Bresser, Garni, Sainlogic, weewx, Meteobridge and whatever can report to an own server in that protocol.',
    via: 'wunderground',
    where: 'In the console’s settings for weather servers: a custom or own server, protocol Wunderground.',
  },
  {
    name: 'opensensemap',
    title: 'senseBox',
    text: 'and own sketches written for openSenseMap.',
    via: 'opensensemap',
    where: 'In the sketch: the server’s name, the box and the sensors’ ids.',
  },
  {
    name: 'many',
    title: 'Many at once',
    text: 'a CSV file with a line for each station.',
    via: null,
  },
];
