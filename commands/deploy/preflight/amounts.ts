import { thousandths } from '../../../config/quantity';

/** The amount of a quantity of any notation, in thousandths. */
export function amountOf(quantity: string): number {
  const [number = '', unit = ''] = /^(.*?)([nu])?$/.exec(quantity)?.slice(1) ?? [];
  if (unit !== '') {
    return Number(number) / (unit === 'n' ? 1e6 : 1e3);
  }
  return /^[+-]?[\d.]+[eE][+-]?\d+$/.test(quantity)
    ? Number(quantity) * 1000
    : thousandths(quantity.replace(/^\+/, ''));
}

/** An amount for people: `500m`, `3`, or `12Gi`. */
export function amountText(thousandthsOf: number): string {
  const units = ['Ti', 'Gi', 'Mi', 'Ki'] as const;
  const whole = thousandthsOf / 1000;
  const unit = units.find(each => whole >= thousandths(`1${each}`) / 1000);
  if (unit === undefined) {
    return Number.isInteger(whole) ? String(whole) : `${Math.ceil(thousandthsOf)}m`;
  }
  return `${Math.round((thousandthsOf / thousandths(`1${unit}`)) * 10) / 10}${unit}`;
}
