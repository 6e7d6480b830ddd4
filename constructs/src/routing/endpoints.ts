/**
 * The public addresses of a stack.
 */
export interface IWaysIn {
  /** Address of the dashboard, e.g. `https://qdrant-dashboard.example.com`. */
  readonly dashboardUrl: string;

  /** Address of the REST API, e.g. `https://qdrant.example.com`. */
  readonly apiUrl: string;

  /** Address of the gRPC API, on port 443; absent where it is not published. */
  readonly grpcUrl?: string;
}
