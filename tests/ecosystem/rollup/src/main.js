import { verifyEvidencePack } from 'grantex-compliance';
import { showOutcome } from './verify-all.js';

void showOutcome(verifyEvidencePack);
