import { verifyEvidencePack } from 'grantex-compliance/inline';
import { showOutcome } from './verify-all.js';

void showOutcome(verifyEvidencePack);
