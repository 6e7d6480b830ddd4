from cdk8s import App
from cdk8s_plus_30 import k8s
from cdk8s_qdrant import QdrantChartProps, QdrantStack, QdrantVolume, SecretKey

app = App()

QdrantStack(
    app,
    "qdrant",
    namespace="qdrant",
    dashboard_host="qdrant-dashboard.example.com",
    api_host="qdrant.example.com",
    tls_secret_name="example-com-tls",
    oidc_issuer_url="https://auth.example.com/realms/main",
    email_domains=["example.com"],
    qdrant=QdrantChartProps(
        replicas=3,
        storage=QdrantVolume(size="50Gi", storage_class_name="fast-block"),
        resources=k8s.ResourceRequirements(
            requests={"cpu": k8s.Quantity.from_string("1"), "memory": k8s.Quantity.from_string("4Gi")},
            limits={"memory": k8s.Quantity.from_string("4Gi")},
        ),
        api_key=SecretKey(name="qdrant-api-key", key="api-key"),
        config={"storage": {"on_disk_payload": True, "optimizers": {"max_segment_size_kb": 200000}}},
    ),
)

app.synth()
