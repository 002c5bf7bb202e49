import { describe, expect, test } from 'vitest';
import { createTree, hashPrefixedLine, leafHash } from '../../src/bundle/merkle.ts';
import fc from '../property.ts';
import { naiveRoot } from './naive-merkle.ts';

function streamingRoot(leaves: readonly Uint8Array[]): string {
  const tree = createTree();
  for (const leaf of leaves) tree.push(hashPrefixedLine(Buffer.concat([Buffer.of(0x0a), leaf])));
  return tree.root();
}

/** The leaves and roots that Certificate Transparency's reference implementations test themselves with. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the streaming tree', () => {
  test.each(roots.map((root, size) => ({ size, root })))('has the published root of the first $size leaves', ({ size, root }) => {
    expect(streamingRoot(leaves.slice(0, size))).toBe(root);
  });

  test('has the root of the recursive definition, for any leaves', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 }), (many) => {
        expect(streamingRoot(many)).toBe(naiveRoot(many).toString('hex'));
      }),
    );
  });

  test('may be asked for its root at any size and grows on', () => {
    const many = Array.from({ length: 130 }, (_, index) => Buffer.from(`leaf ${index}`));
    const tree = createTree();
    for (const [index, leaf] of many.entries()) {
      tree.push(leafHash(leaf.toString()));
      expect(tree.root()).toBe(naiveRoot(many.slice(0, index + 1)).toString('hex'));
    }
    expect(tree.size()).toBe(130);
  });
});
