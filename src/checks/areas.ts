/** Member states of the European Union, by ISO 3166-1 alpha-2 code; as of 2020-02-01. */
const EU = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

/** Groups of countries that sentences name. "Europe" is none of them: its borders are not a list that anybody publishes. */
export const areas: Readonly<Record<'EU' | 'EEA', readonly string[]>> = { EU, EEA: [...EU, 'IS', 'LI', 'NO'] };
