// What every page does beyond plain HTML.
