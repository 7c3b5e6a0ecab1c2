'use client';

import { useEffect } from 'react';
import { verifyEvidencePack } from 'grantex-compliance';
import { showOutcome } from '../verify-all.js';

export default function Page() {
  useEffect(() => {
    void showOutcome(verifyEvidencePack);
  }, []);
  return <main>ecosystem</main>;
}
