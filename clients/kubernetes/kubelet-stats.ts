/** The part of a kubelet's summary that is read here. */
interface Summary {
  readonly pods?: readonly {
    readonly podRef?: { readonly namespace?: string };
    readonly volume?: readonly {
      readonly usedBytes?: number;
      readonly pvcRef?: { readonly name: string; readonly namespace: string };
    }[];
  }[];
}

/** Bytes that the volumes of a namespace's claims hold, by claim, as a kubelet has measured them. */
export function usedByClaim(summary: Summary, namespace: string): Map<string, number> {
  const volumes = (summary.pods ?? []).flatMap(({ volume }) => volume ?? []);
  const own = volumes.filter(({ pvcRef, usedBytes }) => pvcRef?.namespace === namespace && usedBytes !== undefined);
  return new Map(own.map(({ pvcRef, usedBytes }) => [pvcRef!.name, usedBytes!]));
}
