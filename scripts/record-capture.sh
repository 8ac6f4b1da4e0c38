#!/usr/bin/env bash
# Records the project's own small capture: real programs talking between network namespaces on this one machine.
#
#   sudo scripts/record-capture.sh [folder]        (default: data/capture)
#
# Four namespaces on a bridge that has no route to anywhere else: a server, a client, an attacker, and the switch.
# Everything sent is bounded in count and time; the whole recording takes less than a minute and removes what it made.
# Writes lab.pcap.gz (nanosecond pcap taken at the server's interface), truth.csv (what was done when, by whom, to
# whom: the ground truth of every activity) and SHA256SUMS.
# Needs, as Debian packages: iproute2 ethtool tcpdump curl nginx-light dnsmasq-base bind9-dnsutils openssh-server
# openssh-client vsftpd nmap hping3 slowhttptest iputils-ping openssl.
set -euo pipefail

folder=$(mkdir -p "${1:-"$(dirname "$0")/../data/capture"}" && cd "${1:-"$(dirname "$0")/../data/capture"}" && pwd)
[[ $EUID -eq 0 ]] || { echo "expected to run as root (network namespaces need it), found user $EUID" >&2; exit 1; }
for program in ip ethtool tcpdump curl nginx dnsmasq dig sshd ssh ssh-keygen vsftpd nmap hping3 slowhttptest ping openssl; do
  PATH=$PATH:/usr/sbin command -v "$program" > /dev/null || {
    echo "expected the program $program, found none: see the package list at the top of this script" >&2
    exit 1
  }
done
PATH=$PATH:/usr/sbin

work=$(mktemp -d)
spaces=(dlab-switch dlab-server dlab-client dlab-attacker)
server=10.77.0.1 client=10.77.0.2 attacker=10.77.0.3 server6=fd77::1 client6=fd77::2

cleanup() {
  for space in "${spaces[@]}"; do
    for pid in $(ip netns pids "$space" 2> /dev/null); do kill "$pid" 2> /dev/null || true; done
  done
  sleep 0.3
  for space in "${spaces[@]}"; do ip netns del "$space" 2> /dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

in_space() { local space=$1; shift; ip netns exec "dlab-$space" "$@"; }

# ── the network ──────────────────────────────────────────────────────────────────────────────────────────────
for space in "${spaces[@]}"; do ip netns add "$space"; in_space "${space#dlab-}" ip link set lo up; done
in_space switch ip link add br0 type bridge
in_space switch ip link set br0 up
attach() { # name, IPv4, IPv6, locally administered MAC
  ip link add "p-$1" netns dlab-switch type veth peer name eth0 netns "dlab-$1"
  in_space switch ip link set "p-$1" master br0 up
  in_space "$1" ip link set eth0 address "$4" up
  in_space "$1" ip address add "$2/24" dev eth0
  in_space "$1" ip -6 address add "$3/64" dev eth0 nodad
  # Without offloads the capture holds the frames a wire would carry, each no longer than the MTU.
  in_space "$1" ethtool -K eth0 tso off gso off gro off tx off rx off > /dev/null 2>&1 || true
}
attach server "$server" "$server6" 02:00:00:00:00:01
attach client "$client" "$client6" 02:00:00:00:00:02
attach attacker "$attacker" fd77::3 02:00:00:00:00:03

# ── the server's programs ────────────────────────────────────────────────────────────────────────────────────
mkdir -p "$work"/{www,ftp/pub,ssh,nginx}
chmod 755 "$work" "$work"/{www,ftp,ftp/pub}
head -c 40000 /dev/urandom | base64 > "$work/www/report.txt"
printf '<!doctype html><title>lab</title><h1>A page of the lab</h1>' > "$work/www/index.html"
head -c 60000 /dev/urandom > "$work/ftp/pub/archive.bin"
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=web.lab -keyout "$work/key.pem" -out "$work/cert.pem" 2> /dev/null
cat > "$work/nginx.conf" << CONF
pid $work/nginx.pid; error_log $work/nginx.log; worker_processes 1; daemon off; user root;
events { worker_connections 256; }
http { access_log off; keepalive_timeout 5s; client_header_timeout 8s;
  client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx;
  uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx;
  server { listen 80; listen [::]:80; listen 443 ssl; root $work/www;
    ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem; } }
CONF
in_space server nginx -c "$work/nginx.conf" &
in_space server dnsmasq --keep-in-foreground --no-hosts --no-resolv --log-facility=/dev/null --bind-interfaces \
  --interface=eth0 --pid-file= --address=/web.lab/$server --address=/web.lab/$server6 \
  --mx-host=lab,mail.lab,10 --local=/lab/ --address=/mail.lab/$server &
ssh-keygen -q -t ed25519 -N '' -f "$work/ssh/host"
ssh-keygen -q -t ed25519 -N '' -f "$work/ssh/user"
cp "$work/ssh/user.pub" "$work/ssh/authorized"
mkdir -p /run/sshd
in_space server "$(command -v sshd)" -D -f /dev/null -h "$work/ssh/host" -o PidFile=none -o UsePAM=no \
  -o StrictModes=no -o AuthorizedKeysFile="$work/ssh/authorized" -o PermitRootLogin=prohibit-password 2> /dev/null &
cat > "$work/vsftpd.conf" << CONF
listen=YES
background=NO
anonymous_enable=YES
anon_root=$work/ftp
secure_chroot_dir=$work/ftp
pasv_min_port=40000
pasv_max_port=40020
xferlog_enable=NO
seccomp_sandbox=NO
CONF
in_space server vsftpd "$work/vsftpd.conf" &
sleep 1

# ── the recording ────────────────────────────────────────────────────────────────────────────────────────────
ip netns exec dlab-server tcpdump -i eth0 -w "$work/lab.pcap" --time-stamp-precision=nano -U -Z root 2> "$work/tcpdump.log" &
recorder=$!
sleep 1

truth="$work/truth.csv"
echo 'start_ms,end_ms,activity,attack,protocol,src_addr,src_port,dst_addr,dst_port' > "$truth"
now_ms() { date +%s%3N; }
# activity, attack category, protocol, source, destination, destination port (empty: any), then the command
act() {
  local activity=$1 attack=$2 protocol=$3 from=$4 to=$5 port=$6 start
  shift 6
  start=$(now_ms)
  "$@" > "$work/last.log" 2>&1 || { echo "✖ $activity failed:"; tail -n 5 "$work/last.log"; exit 1; } >&2
  sleep 0.2
  echo "$start,$(now_ms),$activity,$attack,$protocol,$from,,$to,$port" >> "$truth"
  sleep 0.6
}
web() { for page in / /report.txt / /missing; do in_space client curl -s -m 5 -o /dev/null "http://$1$page"; done; }
tls() { for _ in 1 2 3; do in_space client curl -s -k -m 5 --resolve "web.lab:443:$server" -o /dev/null https://web.lab/report.txt; done; }
names() {
  for query in 'web.lab A' 'web.lab AAAA' 'lab MX' 'mail.lab A' 'nothing.lab A'; do
    # shellcheck disable=SC2086  # two words: name and type
    in_space client dig +tries=1 +time=2 "@$server" $query
  done
}
shell() {
  for command in 'uname -s' 'seq 1 2000'; do
    in_space client ssh -F /dev/null -i "$work/ssh/user" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
      -o LogLevel=ERROR "root@$server" "$command"
  done
}
files() { in_space client curl -s -m 10 -o /dev/null "ftp://$server/pub/archive.bin"; in_space client curl -s -m 5 "ftp://$server/pub/"; }
scan() { in_space attacker nmap -n -Pn -sS -p 1-300 --max-retries 1 --max-rate 400 "$server"; }
udp_scan() { in_space attacker nmap -n -Pn -sU -p 53,67,123,161,500 --max-retries 0 --max-rate 20 "$server"; }
# hping3 answers with status 1 when the flood's own packets got no reply: that is its nature.
flood() { in_space attacker hping3 -q -S -p 80 -i u3000 -c 800 "$server" || true; }
udp_flood() { in_space attacker hping3 -q --udp -p 9 -d 120 -i u4000 -c 500 "$server" || true; }
slow() { in_space attacker slowhttptest -H -c 12 -r 6 -i 2 -l 9 -u "http://$server/" || true; }

act ping        ""             icmp   "$client"   "$server"  ""    in_space client ping -q -c 4 -i 0.2 "$server"
act ping6       ""             icmpv6 "$client6"  "$server6" ""    in_space client ping -q -c 4 -i 0.2 "$server6"
act web         ""             tcp    "$client"   "$server"  80    web "$server"
act dns         ""             udp    "$client"   "$server"  53    names
act tls         ""             tcp    "$client"   "$server"  443   tls
act port-scan   Reconnaissance tcp    "$attacker" "$server"  ""    scan
act web6        ""             tcp    "$client6"  "$server6" 80    web "[$server6]"
act ssh         ""             tcp    "$client"   "$server"  22    shell
act syn-flood   DoS            tcp    "$attacker" "$server"  80    flood
act ftp         ""             tcp    "$client"   "$server"  ""    files
act udp-scan    Reconnaissance udp    "$attacker" "$server"  ""    udp_scan
act web         ""             tcp    "$client"   "$server"  80    web "$server"
act udp-flood   DoS            udp    "$attacker" "$server"  9     udp_flood
act slow-client DoS            tcp    "$attacker" "$server"  80    slow
act dns         ""             udp    "$client"   "$server"  53    names
act tls         ""             tcp    "$client"   "$server"  443   tls

sleep 1
kill -TERM "$recorder"
wait "$recorder" 2> /dev/null || true
grep -q '^0 packets dropped by kernel' "$work/tcpdump.log" || {
  echo "expected a recording without loss, found:" >&2; cat "$work/tcpdump.log" >&2; exit 1; }

gzip -9 -n -c "$work/lab.pcap" > "$folder/lab.pcap.gz"
cp "$truth" "$folder/truth.csv"
(cd "$folder" && sha256sum lab.pcap.gz truth.csv > SHA256SUMS)
echo "wrote $folder: $(tail -n +2 "$truth" | wc -l) activities, $(stat -c %s "$folder/lab.pcap.gz") bytes of capture"
cat "$work/tcpdump.log"
