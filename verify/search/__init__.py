"""Untrusted: proposes certificates. Whatever is found here counts only once the kernel has checked it."""
