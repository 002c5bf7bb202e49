import { defineCollector, privilegedAccess, type Seen } from 'claimcheck/plugin';
import { ENTITY_CALL, entitiesOf, entitySubject, GROUPS, type Principal, ROLES, type Sort, USERS } from './iam-entities.ts';
import { nameIn, policiesOf, unlisted } from './iam-holdings.ts';
import { type Group, observePrincipal } from './iam-principal.ts';
import { aws } from './source.ts';

const kinds = [privilegedAccess];

/**
 * Users, groups and roles that may do everything, or nearly, and how many of the users and roles may do everything. Recipe A-IAM-RBAC. The root always may,
 * and is not counted. Each sort is listed by itself, so that nothing but policies and groups is remembered.
 */
export const iamAdministrators = defineCollector({
  id: 'aws.iam-administrators',
  version: 1,
  source: aws,
  per: 'target',
  kinds,
  services: ['iam'],
  calls: { [ENTITY_CALL]: [ENTITY_CALL] },

  collect: async (look) => {
    const { policies, lost } = await policiesOf(look);
    const groups = new Map<string, Group>();
    const replies = new Set<string>();
    let [administrators, unread] = [0, lost];

    await every(GROUPS, (principal, { replies: cited }) => {
      const own = structuredClone(principal); // what is cut out of a page holds all of it
      groups.set(nameIn(own.arn), { principal: own, from: { data: undefined, replies: cited }, members: 0 });
    });
    for (const sort of [USERS, ROLES]) {
      await every(sort, (principal, from) => {
        const of = principal.groups.map((name) => groups.get(name) ?? unlisted('a user is in a group', 'GroupNotListed', from));
        for (const group of of) group.members += 1;
        if (observePrincipal(look, { type: sort.type, principal, from, of }, policies) === 'everything') administrators += 1;
      });
    }
    for (const group of groups.values()) {
      const subject = entitySubject(look, 'group', group.principal.arn);
      await look.attempt({ kinds, subject }, async () => observePrincipal(look, { type: 'group', of: [], ...group }, policies));
    }
    // Of an account of which a part could not be read nobody knows how many they are.
    if (unread > 0) return;
    const account = { id: look.account, service: 'iam', type: 'account', account: look.account };
    look.observe(privilegedAccess, account, { principal: 'account', administrators }, [{ data: undefined, replies: [...replies] }]);

    async function every(sort: Sort<Principal>, work: (principal: Principal, from: Seen<unknown>) => void): Promise<void> {
      for await (const { page, items, lost: gone } of await entitiesOf(look, sort)) {
        unread += gone;
        for (const reply of page.replies) replies.add(reply);
        for (const principal of items) {
          const subject = entitySubject(look, sort.type, principal.arn);
          const done = await look.attempt({ kinds, subject }, async () => {
            work(principal, page);
            return true;
          });
          if (done === undefined) unread += 1;
        }
      }
    }
  },
});
