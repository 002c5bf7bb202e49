import { describe, expect, test } from 'vitest';
import { confinedTo } from '../../src/checks/confined-to.ts';
import { locatedIn } from '../../src/checks/located-in.ts';
import { answerOf, whyOf } from './answers.ts';

const south = { regions: ['uksouth'] };
const europe = { areas: ['EEA'] };
const here = { holdsData: true, regions: ['uksouth'], countries: ['GB'], elsewhere: [] };
const copy = (region: string, country?: string) => ({ region, why: 'replica', ...(country === undefined ? {} : { country }) });

describe('located-in', () => {
  test.each([
    ['there, with no copy', south, here, 'holds'],
    ['there, spelled in capitals', south, { ...here, regions: ['UKSOUTH'] }, 'holds'],
    ['in another region', south, { ...here, regions: ['ukwest'] }, 'contradicts'],
    ['in two regions, one of them elsewhere', south, { ...here, regions: ['uksouth', 'ukwest'] }, 'contradicts'],
    ['in a multi-region that is not named', { regions: ['europe-west1'] }, { ...here, regions: ['EU'] }, 'contradicts'],
    ['in a multi-region that is named', { regions: ['EU'] }, { ...here, regions: ['EU'] }, 'holds'],
    ['nowhere in particular', south, { ...here, regions: [] }, 'contradicts'],
    ['there, with a paired region', south, { ...here, elsewhere: [copy('ukwest')] }, 'contradicts'],
    ['there, with a copy there', south, { ...here, elsewhere: [copy('uksouth')] }, 'holds'],
    ['there, its copies unread', south, { holdsData: true, regions: ['uksouth'] }, 'unseen elsewhere'],
    ['there, its copies unread, and nobody asks', { ...south, ignore: ['copies'] }, { holdsData: true, regions: ['uksouth'] }, 'holds'],
    ['elsewhere, its copies unread', south, { holdsData: true, regions: ['ukwest'] }, 'contradicts'],
    ['in an unread region', south, { holdsData: true, elsewhere: [] }, 'unseen regions'],
    ['somewhere, and holds no data', south, { holdsData: false, regions: ['ukwest'] }, 'not-applicable'],
    ['elsewhere, and may hold no data', south, { regions: ['ukwest'], elsewhere: [] }, 'unseen holdsData'],
    ['an account that is confined, which holds no data itself', south, { holdsData: false, confinedTo: ['uksouth'] }, 'not-applicable'],
    ['in a country of the area', europe, { ...here, countries: ['IE'] }, 'holds'],
    ['in Norway, which is in the EEA', europe, { ...here, countries: ['NO'] }, 'holds'],
    ['in Norway, which is not in the EU', { areas: ['EU'] }, { ...here, countries: ['NO'] }, 'contradicts'],
    ['in the United Kingdom, which left', europe, here, 'contradicts'],
    ['in the United Kingdom, which is named beside the area', { ...europe, countries: ['GB'] }, here, 'holds'],
    ['in an unread country', europe, { holdsData: true, regions: ['westeurope'], elsewhere: [] }, 'unseen countries'],
    ['in the area, with a copy outside', europe, { ...here, countries: ['IE'], elsewhere: [copy('us-east-1', 'US')] }, 'contradicts'],
    [
      'in the area, with a copy in an unread country',
      europe,
      { ...here, countries: ['IE'], elsewhere: [copy('eu-west-3')] },
      'unseen elsewhere',
    ],
    ['in the region, and the country is wrong', { ...south, ...europe }, here, 'contradicts'],
  ])('of something that lies %s', (_what, params, data, answer) => {
    expect(answerOf(locatedIn, params, data)).toBe(answer);
  });

  test('names only the places that are outside', () => {
    expect(whyOf(locatedIn, south, { ...here, regions: ['uksouth', 'ukwest'] })).toBe('it lies in: ukwest');
    expect(whyOf(locatedIn, south, { ...here, elsewhere: [copy('uksouth'), copy('ukwest')] })).toBe('copies of it lie in: ukwest');
  });

  test('reads no more than its parameters ask about', () => {
    expect(locatedIn.bind({ ...south, ignore: ['copies'] }).reads).toEqual(['holdsData', 'regions']);
    expect(locatedIn.bind(europe).reads).toEqual(['holdsData', 'countries', 'elsewhere']);
  });

  test.each([
    [{}],
    [{ ignore: ['copies'] }],
    [{ regions: [] }],
    [{ countries: ['England'] }],
    [{ areas: ['Europe'] }],
    [{ regions: ['UK South'] }],
  ])('cannot be asked with %j', (params) => {
    expect(() => locatedIn.bind(params)).toThrow();
  });
});

describe('confined-to', () => {
  const europe = { regions: ['eu-west-1', 'eu-central-1'] };
  test.each([
    ['to fewer regions', { holdsData: false, confined: true, confinedTo: ['eu-west-1'] }, 'holds'],
    ['to no region at all', { holdsData: false, confined: true, confinedTo: [] }, 'holds'],
    ['to one region more', { holdsData: false, confined: true, confinedTo: ['eu-west-1', 'eu-west-2'] }, 'contradicts'],
    ['to nothing', { holdsData: false, confined: false }, 'contradicts'],
    ['by a policy of which nobody can say where it ends', { holdsData: false, confined: true }, 'unseen confinedTo'],
    ['by policies that nobody may read', { holdsData: false }, 'unseen confined'],
    ['to regions, and may hold data', { confined: true, confinedTo: ['eu-west-1'] }, 'unseen holdsData'],
  ])('of an account that is confined %s', (_what, data, answer) => {
    expect(answerOf(confinedTo, europe, data)).toBe(answer);
  });

  test('is not about what lies in an account', () => {
    expect(answerOf(confinedTo, europe, { holdsData: true, regions: ['us-east-1'] })).toBe('not-applicable');
  });

  test('names only the regions that are beyond', () => {
    const data = { holdsData: false, confined: true, confinedTo: ['eu-west-1', 'us-east-1'] };
    expect(whyOf(confinedTo, europe, data)).toBe('it may also use: us-east-1');
  });
});
