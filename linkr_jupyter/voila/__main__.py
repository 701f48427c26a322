"""``python -m linkr_jupyter.voila``: started by ``jupyter linkr serve``."""

import sys

from .serving import main

sys.exit(main())
