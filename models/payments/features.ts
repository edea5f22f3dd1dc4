/** What is known of a card payment, in this order; i32 = round(x / scale) + zero. */
export const features = [
  { name: 'amount', unit: 'EUR', scale: 0.01, zero: 0, meaning: 'What is paid.' },
  {
    name: 'usualAmount',
    unit: 'EUR',
    scale: 0.01,
    zero: 0,
    meaning: 'Mean of the account’s payments of the last 90 days.',
  },
  { name: 'timeOfDay', unit: 'min', scale: 1, zero: 0, meaning: 'Minutes since midnight.' },
  {
    name: 'sinceLastPayment',
    unit: 'min',
    scale: 0.1,
    zero: 0,
    meaning: 'Time since the account’s last payment.',
  },
  {
    name: 'paymentsOfDay',
    unit: undefined,
    scale: 1,
    zero: 0,
    meaning: 'Payments of the account in the last 24 hours.',
  },
  {
    name: 'declinedOfHour',
    unit: undefined,
    scale: 1,
    zero: 0,
    meaning: 'Payments of the account that were declined in the last hour.',
  },
  {
    name: 'distance',
    unit: 'km',
    scale: 0.1,
    zero: 0,
    meaning: 'How far the last payment was made from this one.',
  },
  {
    name: 'accountAge',
    unit: 'd',
    scale: 1,
    zero: 0,
    meaning: 'Days since the account was opened.',
  },
  {
    name: 'sinceNewDevice',
    unit: 'h',
    scale: 0.1,
    zero: 0,
    meaning: 'Hours since the account was first used with this device.',
  },
  {
    name: 'failedLogins',
    unit: undefined,
    scale: 1,
    zero: 0,
    meaning: 'Logins with a wrong password in the last 24 hours.',
  },
  {
    name: 'cardPresent',
    unit: undefined,
    scale: 1,
    zero: 0,
    meaning: '1 where the card was at the till, 0 where its number was typed in.',
  },
  {
    name: 'disputedOfShop',
    unit: '%',
    scale: 0.01,
    zero: 0,
    meaning: 'Share of the shop’s payments that were disputed in the last 90 days.',
  },
] as const

export const labels = ['genuine', 'stolen card', 'account taken over', 'card testing'] as const
