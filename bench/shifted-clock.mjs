// Loaded before the program (node --import): its clock is off by these milliseconds.
const shift = Number(process.env.EXPOSURE_GATE_CLOCK_SHIFT);
if (!Number.isFinite(shift)) throw new Error('EXPOSURE_GATE_CLOCK_SHIFT is no number');
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...parts) {
    if (parts.length === 0) super(Real.now() + shift);
    else super(...parts);
  }

  static now() {
    return Real.now() + shift;
  }
};
