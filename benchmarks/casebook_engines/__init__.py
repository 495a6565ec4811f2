"""The engines that decide a whole casebook as columns, each behind the same few functions."""
