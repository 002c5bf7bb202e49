import { createHash } from 'node:crypto';

/**
 * Primes that many servers share, by the first half of the SHA-256 of their bytes. Who ships them: RFC 2409, 3526, 7919 and 5114, and programs.
 * Precomputation for one of them breaks every server that uses it (weakdh.org), which is why up to 1024 bits they are worse than an own one.
 */
const SHIPPED = {
  modp: 'b52ba6a3026520a6 3f35a3f5f6c4376a 64fcc83ec403930b d66436f79bbd6b2e 48cf8b092fbce435 4ee95187682bcb23 d1bfe6d0925ce7e4 39ab4feab950a312',
  ffdhe: '9cd3b7f336872f46 0eaf67db3a839156 4648414224ac881b 227ac9066b3ddd9e 770b14efaf6f0499',
  rfc5114: '44c55cfee5c07592 bfe545862ca102ad 0b7835722cb61982',
  apache: '3cdb020b9ef298b2 f79d1db3c955a28f db01e702899166da bf910d9df4e0b2e7',
  nginx: '8ae47dca3d24e9b6',
  java: '73b391ec8da33ee1 ee5483fe4b96caa1 cc21a33dd1a3edf4',
  openssl: 'f26e2403f3f07946 66d0bf38b0bdfacf 3166ce1918000532 9e348a9471b7d123 ce7728db3aed1119',
  weakdh:
    '74a5cce5b6a93eb7 196085cb4281d1ff 80571b97f71f8972 5f856a00120eee6d deb671287187265a bc19c041491e550f ac0ff7a415f003c6 2b07d24b932aa7a0 8523c72057043833 52d4faa53003b834',
  ironport: 'bfa876fe4671a9c6',
  skip: '6215d41bb617b390 725541d91fe79bcf',
  postfix:
    '449ab49c277d21a6 4e1f16b0a537becf 6c863838510bab3e ef627d8cc44144f3 e2b343fa226b7109 7dafc874c19963c0 d2ae65bfc24596c0 bd646809c4e2d255 ee302f149664decf bc66927384785251 ad225f9367840e76 3b37d357836b4c0b f5b0f0db19c1ffb9 b85e2291d1404593 b36ac84e5fa8bd7a 20ce5e9531472e23 245ccb3bb7e5f8e4 b22223eba55eff07',
  proftpd:
    '984a91adb717c975 a2052ee3a461387e cf44c99b85dabecc 46ff79361993e5e6 8b4fa096eb2414e2 e7257339c7b3c36b 0a64b51e01fbccd8 a5bdec8cf036e2ab 6b79f7880e90204b cfb14315e90c3ce2 406b95f336f4588f 6ab0cedf512ead33 3504275b93e5db8a fb2de97ce408f3d2 c43bb4fe47a64133 9f5e9f4e49f84999 3576d07c0658c023 0ea9ef1fd4b42cff eba4ea9cdaf56d1c 80b421f627228225 3e21a641dbe236fd f17daff1413023f2 bd132a9c3bb1b0db 2f4370d98ffd18aa 1401ba0d70afd57f d3d1fa2923c8dc2d adaf2d463f6f71d6 5de6d78891cd9a75',
  libtomcrypt:
    'd9f6f2a0adb3427c d6dcdf1380fcf5d1 0ce3987be0923295 362b5d25eb8b949b 22e8c3768c4947ee 8bf91c38e2a92b25 8ab7986eaa2c27eb a642950d9c2cdc78',
  socat: 'd03fdc7fe0f0d300 ac10fa3c5965ca36',
  haproxy: '486e235226a927b2 7b6551ea6ff09bd7 a67f41cb161353e0',
};

const names: ReadonlyMap<string, string> = new Map(
  Object.entries(SHIPPED).flatMap(([shipper, digests]) => digests.split(' ').map((digest) => [digest, shipper] as const)),
);

/** "modp2048", "ffdhe3072", "nginx1024"; undefined where it is nobody's that we know. `prime` is without leading zeros. */
export function primeName(prime: Uint8Array): string | undefined {
  const shipper = names.get(createHash('sha256').update(prime).digest('hex').slice(0, 16));
  return shipper === undefined ? undefined : `${shipper}${bitLength(prime)}`;
}

export function bitLength(number: Uint8Array): number {
  return number.length * 8 - (Math.clz32(number[0] ?? 0) - 24);
}
