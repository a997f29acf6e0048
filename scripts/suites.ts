/** Folders of test/ with tests of the whole program, which need more than `npm ci`. All other folders mirror source. */
export const BEHAVIOUR_FOLDERS: readonly string[] = ['cases', 'entry', 'fail-closed', 'installed-nmap', 'lab', 'zoo'];
