# SPDX-License-Identifier: Apache-2.0
# Starts a Qdrant node without data. The image has Perl, but no program for HTTP requests.
#
# The node joins the cluster of another node. Node 0 creates a cluster only after all other nodes answered that they have no data.
# A node that does not answer can have data, so node 0 waits for its answer.
use strict;
use warnings;
use IO::Select;
use IO::Socket::IP;

my ($scheme, $name, $domain, $p2p_port, $http_port, @args) = @ARGV;
my ($own) = $ENV{HOSTNAME} =~ /-(\d+)$/ or die "The host name $ENV{HOSTNAME} has no number.\n";
my $nodes = $ENV{QDRANT_NODES} or die "The environment variable QDRANT_NODES is empty.\n";

my $STATE = 'storage/raft_state.json';
my $MARK = 'x-qdrant-node: new';
my $ANSWER = "HTTP/1.1 503 Service Unavailable\r\n$MARK\r\nconnection: close\r\n\r\n";
my ($CONNECT_SECONDS, $ANSWER_SECONDS, $POLL_SECONDS, $REPORT_SECONDS) = (2, 3, 1, 30);

# The first process of a container gets no signal without a handler.
$SIG{TERM} = $SIG{INT} = sub { exit 143 };
my $main = $$;
my $announcer = announce();
END { kill 'KILL', $announcer if $announcer && $$ == $main }

for (my $reported = 0; ; sleep $POLL_SECONDS) {
    my @silent;
    for my $node (grep { $_ != $own } 0 .. $nodes - 1) {
        next if is_new($node);
        start('--bootstrap', uri($node)) if connection($node, $p2p_port);
        push @silent, host($node);
    }
    create() if $own == 0 && !@silent;
    if (time - $reported >= $REPORT_SECONDS) {
        $reported = time;
        my $blocker = $own == 0 ? 'an answer of ' . join(', ', @silent) : 'a node with data, or for node 0 to create the cluster';
        print STDERR "This node has no data. It waits for $blocker.\n";
    }
}

sub host { my ($node) = @_; return "$name-$node.$domain" }

sub uri { my ($node) = @_; return "$scheme://" . host($node) . ":$p2p_port" }

sub connection {
    my ($node, $port) = @_;
    return IO::Socket::IP->new(PeerHost => host($node), PeerPort => $port, Timeout => $CONNECT_SECONDS);
}

# Whether a node runs this program.
sub is_new {
    my ($node) = @_;
    my $socket = connection($node, $http_port) or return 0;
    local $SIG{PIPE} = 'IGNORE';
    print {$socket} "GET / HTTP/1.0\r\n\r\n";
    $socket->flush;
    my $answer = '';
    my $select = IO::Select->new($socket);
    while (length $answer < 1024 && $select->can_read($ANSWER_SECONDS)) {
        last unless sysread $socket, $answer, 1024, length $answer;
    }
    return $answer =~ /^\Q$MARK\E\r$/m;
}

# Tells the other nodes, in a process of its own, that this node has no data. Probes of the kubelet get the same answer.
sub announce {
    my $pid = fork // die "No process for the answers to other nodes: $!\n";
    return $pid if $pid;
    $SIG{TERM} = $SIG{INT} = 'DEFAULT';
    $SIG{PIPE} = 'IGNORE';
    my %port = (LocalPort => $http_port, Listen => 16, ReuseAddr => 1, Timeout => 1);
    my $server = IO::Socket::IP->new(%port, LocalHost => '::', V6Only => 0)
        // IO::Socket::IP->new(%port, LocalHost => '0.0.0.0')
        // die "Port $http_port cannot be opened: $!\n";
    while (getppid == $main) {
        my $client = $server->accept or next;
        print {$client} $ANSWER;
        $client->flush;
        # Unread bytes would reset the connection before the client reads the answer.
        shutdown $client, 1;
        my $select = IO::Select->new($client);
        1 while $select->can_read(1) && sysread $client, my $ignored, 1024;
    }
    exit;
}

# A state without voters is left from an attempt to join. Qdrant could not elect a leader with it.
sub create {
    if (open my $file, '<', $STATE) {
        my $state = join '', <$file>;
        unlink $STATE or die "$STATE cannot be removed: $!\n" if $state =~ /"conf_state":\{"voters":\[\],/;
    }
    print STDERR "No node has data. This node creates the cluster.\n";
    start();
}

sub start {
    kill 'KILL', $announcer;
    waitpid $announcer, 0;
    $announcer = undef;
    exec './entrypoint.sh', @_, '--uri', uri($own), @args;
    die "./entrypoint.sh cannot be started: $!\n";
}
