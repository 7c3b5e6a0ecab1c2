/**
 * Some engines name their language as the system does ("C"), which is none that JavaScript knows, and the plotting library
 * hands it to `Intl` when it is loaded. So this comes first. The page itself writes numbers in one form for everybody.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
