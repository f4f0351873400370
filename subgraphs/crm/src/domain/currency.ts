import { z } from 'zod';

/** Active codes of ISO 4217 (https://www.iso.org/iso-4217-currency-codes.html, list one), without funds and metals. */
const CODES = new Set(
  (
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF ' +
    'CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG ' +
    'HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA ' +
    'MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD ' +
    'RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX ' +
    'USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'
  ).split(' '),
);

/** An ISO 4217 code in whatever case; upper case inside. */
export const currency = z
  .string({ error: 'Give a currency; this cannot be cleared.' })
  .trim()
  .toUpperCase()
  .refine((code) => CODES.has(code), 'It is not a current ISO 4217 code, such as EUR.');

/** Money in the currency's smallest unit: whole, not negative, and exact in JSON. */
export const amountMinor = z
  .int({ error: 'Give a whole number of the smallest unit; this cannot be cleared.' })
  .min(0, 'It is negative.')
  .max(Number.MAX_SAFE_INTEGER);
