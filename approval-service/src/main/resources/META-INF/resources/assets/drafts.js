/** What people are typing, by the call or turn that it is about. One form at a time for each. */
const drafts = new Map();
let revision = 0;

export const draftOf = (id) => drafts.get(id);

export function openDraft(id, draft) {
  drafts.set(id, { ...draft, id, revision: (revision += 1) });
  return drafts.get(id);
}

export function closeDraft(id) {
  drafts.delete(id);
}

/** Says that a form has to be drawn anew. Typing alone does not. */
export function changeDraft(draft, change) {
  Object.assign(draft, change, { revision: (revision += 1) });
}

/** Changes whenever a form of these has to be drawn. */
export const stateOfDrafts = (ids) => ids.map((id) => drafts.get(id)?.revision ?? 0);
