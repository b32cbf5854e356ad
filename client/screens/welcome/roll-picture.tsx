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
      <g transform="translate(206 206) rotate(9)">
        <rect class="phone" width="104" height="176" rx="24" stroke-width="8" />
        <path
          class="sign"
          d="M69.7 62.5C64.5 57 58.5 54 52 54c-19.2 0-35 18.5-35 40.5S32.8 133 52 133c15.5 0 28.7-11 33.3-26.3"
          stroke-width="9"
          stroke-linecap="round"
        />
        <path
          class="sign"
          d="m36 92 15.5 15.2L87 68"
          stroke-width="9"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      </g>
    </svg>
  );
}
