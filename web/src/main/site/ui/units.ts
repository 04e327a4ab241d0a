/** A unit as people write it; SenML's and UCUM's codes are for machines. */
export function unitText(unit: string): string {
  const plain: Record<string, string> = { Cel: '°C', '%RH': '% rh', 'ug/m3': 'µg/m³', deg: '°' };
  return plain[unit] ?? unit.replace(/^\{(.*)\}$/, '$1').replaceAll('_', ' ');
}
