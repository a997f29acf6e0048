/** @returns `65,540`, in every locale */
export function grouped(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** @returns `1 finding`, `2 findings` */
export function counted(count: number | bigint, singular: string, plural = `${singular}s`): string {
  return `${grouped(count)} ${Number(count) === 1 ? singular : plural}`;
}

/** @returns `12.3 s`, `4 min 07 s`, `2 h 05 min` */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const pair = (count: number) => String(count).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pair(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pair(Math.floor((whole % 3600) / 60))} min`;
}

/** @returns a rounded time: `6 s`, `45 s`, `3 min`, `2 h 10 min` */
export function roughTime(seconds: number): string {
  const rounded = Math.max(1, Math.round(seconds));
  if (rounded < 10) return `${rounded} s`;
  if (rounded < 55) return `${Math.round(rounded / 5) * 5} s`;
  const minutes = Math.max(1, Math.round(rounded / 60));
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), Math.round((minutes % 60) / 10) * 10];
  const [whole, part] = rest === 60 ? [hours + 1, 0] : [hours, rest];
  return part === 0 ? `${grouped(whole)} h` : `${grouped(whole)} h ${part} min`;
}
