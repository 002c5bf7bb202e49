/** The country of each region: AWS Regions and Availability Zones, "AWS Regions". A region that is not in here has none that we know. */
const COUNTRIES: Readonly<Record<string, string>> = {
  AE: 'me-central-1',
  AU: 'ap-southeast-2 ap-southeast-4',
  BH: 'me-south-1',
  BR: 'sa-east-1',
  CA: 'ca-central-1 ca-west-1',
  CH: 'eu-central-2',
  CN: 'cn-north-1 cn-northwest-1',
  DE: 'eu-central-1 eusc-de-east-1',
  ES: 'eu-south-2',
  FR: 'eu-west-3',
  GB: 'eu-west-2',
  HK: 'ap-east-1',
  ID: 'ap-southeast-3',
  IE: 'eu-west-1',
  IL: 'il-central-1',
  IN: 'ap-south-1 ap-south-2',
  IT: 'eu-south-1',
  JP: 'ap-northeast-1 ap-northeast-3',
  KR: 'ap-northeast-2',
  MX: 'mx-central-1',
  MY: 'ap-southeast-5',
  NZ: 'ap-southeast-6',
  SE: 'eu-north-1',
  SG: 'ap-southeast-1',
  TH: 'ap-southeast-7',
  TW: 'ap-east-2',
  US: 'us-east-1 us-east-2 us-west-1 us-west-2 us-gov-east-1 us-gov-west-1',
  ZA: 'af-south-1',
};

const BY_REGION = new Map(Object.entries(COUNTRIES).flatMap(([country, regions]) => regions.split(' ').map((region) => [region, country])));

export function countryOf(region: string): string | undefined {
  return BY_REGION.get(region);
}

/** The countries of some regions; of one that is not known, none of them: a part would read as the whole. */
export function countriesOf(regions: readonly string[]): { readonly countries?: string[] } {
  const found = regions.map(countryOf).filter((country) => country !== undefined);
  return found.length === regions.length ? { countries: [...new Set(found)].sort() } : {};
}
