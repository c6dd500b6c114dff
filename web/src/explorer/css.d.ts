// esbuild gathers the style sheets that modules import.
declare module "*.css";
