"""The same capture through nfstream with statistics, one meter, no classification beyond what it does by default."""
import sys

from nfstream import NFStreamer

if __name__ == "__main__":
    streamer = NFStreamer(source=sys.argv[1], statistical_analysis=True, n_meters=1, idle_timeout=30, active_timeout=120)
    streamer.to_csv(path=sys.argv[1] + ".nfstream.csv")
