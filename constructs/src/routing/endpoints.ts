/**
 * The endpoints of a stack: its public URLs.
 */
export interface IEndpoints {
  /** URL of the dashboard, e.g. `https://qdrant-dashboard.example.com`. */
  readonly dashboardUrl: string;

  /** URL of the REST API, e.g. `https://qdrant.example.com`. Without an API host, it is the URL of the dashboard. */
  readonly apiUrl: string;

  /** URL of the gRPC API on port 443, e.g. `https://qdrant-grpc.example.com`; absent if the stack does not publish gRPC. */
  readonly grpcUrl?: string;
}

/**
 * The public URLs of a stack.
 *
 * @deprecated use `IEndpoints`
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface IWaysIn extends IEndpoints {}
