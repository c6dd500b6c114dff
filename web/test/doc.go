// Package webtest tries the explorer as its readers do: it builds the program, serves the Paris data from each sort of store,
// and lets a real Chromium go through what the programs beside it say. The folder flows has what readers do, loads what
// changes the graph, and everyone what holds for each view; superset and jupyter have what is seen of the graph in those
// programs. browser.mjs is what all share, and views.mjs names the views.
// screenshots.mjs makes the pictures of docs/screenshots, and measure.mjs the figures of bench's part "explorer".
package webtest
