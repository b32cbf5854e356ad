const ROWS = 7;

/** A register whose rows are ticked one after the other; still for those who ask for less motion. */
export function RollPicture() {
  return (
    <svg class="roll-picture" viewBox="0 0 360 400" fill="none" aria-hidden="true" focusable="false">
      <rect class="soft" x="34" y="34" width="306" height="350" rx="26" />
      <rect class="paper" x="14" y="14" width="306" height="350" rx="22" stroke-width="2" />
      <path class="margin" d="M84 15v348" stroke-width="2" />
      {Array.from({ length: ROWS }, (_, i) => {
        const y = 58 + i * 44;
        return (
          <g key={i}>
            <path class="rule" d={`M15 ${y + 20}h304`} stroke-width="1.5" />
            <path
              class="name"
              d={`M102 ${y}h${[128, 96, 150, 110, 138, 84, 120][i] ?? 100}`}
              stroke-width="7"
              stroke-linecap="round"
            />
            <path
              class={`tick tick-${i}`}
              d={`m38 ${y} 8 8 15 -17`}
              stroke-width="5"
              stroke-linecap="round"
              stroke-linejoin="round"
            />
          </g>
        );
      })}
      <g class="hand">
        <ellipse cx="268" cy="288" rx="58" ry="76" fill="var(--surface)" class="ring" stroke-width="6" />
        <circle class="dot" cx="249" cy="272" r="5" />
        <circle class="dot" cx="287" cy="272" r="5" />
        <path class="ring" d="M248 312c10 11 30 11 40 0" stroke-width="6" stroke-linecap="round" />
      </g>
    </svg>
  );
}
